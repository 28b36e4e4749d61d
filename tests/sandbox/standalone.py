"""A sandbox of its own for a test: settings as JSON in argv, the URL as the first line.

Run in a process, because that is how the program runs it, and so that no thread stays behind.
"""

import json
import sys
from datetime import date

from tessera.core.catalogue import parse_catalogue
from tessera.sandbox import serve
from tessera.sandbox.app import create_app
from tessera.sandbox.house import Caps
from tessera.store.resources import read_catalogue
from tessera.studio.clock import SystemClock


def main() -> int:
    """Serve until stdin ends."""
    catalogue = parse_catalogue(read_catalogue())
    if sys.argv[1] == "child":
        return serve.child_main(catalogue, SystemClock())
    asked = json.loads(sys.argv[1])
    if "caps" not in asked:
        return serve.main(
            asked.get("port", 0),
            token=asked.get("token"),
            as_of=date.fromisoformat(asked["as_of"]) if "as_of" in asked else None,
            catalogue=catalogue,
            clock=SystemClock(),
            pace_s=asked.get("pace_s"),
            until_eof=asked.get("until_eof", True),
        )
    listener = serve.listen(0)
    app = create_app(catalogue, SystemClock(), pace_s=0, caps=Caps(**asked["caps"]))
    print(serve.base_url(listener), flush=True)
    with listener:
        serve.Server(app, on_ready=lambda: None).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
