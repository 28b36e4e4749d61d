"""The signals by which a program is ended: Ctrl+C, a polite end, a terminal that was closed."""

import signal


def ending_signals() -> tuple[signal.Signals, ...]:
    """Return the signals to end in order at; a hang-up only where nobody asked to outlive it.

    ``nohup`` has it ignored, and Windows does not know it.
    """
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is None or signal.getsignal(hangup) is not signal.SIG_DFL:
        return signal.SIGINT, signal.SIGTERM
    return signal.SIGINT, signal.SIGTERM, hangup
