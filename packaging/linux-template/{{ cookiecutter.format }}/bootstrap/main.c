/* Start the program with the system's Python library.

   The packages lie in ../lib/{{ cookiecutter.app_name }} beside this file. Python runs isolated: neither the
   environment nor the user's own packages nor the working folder change what is imported.
   sys.executable is this very file, so children are started as this program again. */

#include <Python.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char PREPARE[] =
    "import sys\n"
    "base = sys.executable.rpartition('/bin/')[0] + '/lib/{{ cookiecutter.app_name }}'\n"
    "sys.path[:0] = [base + '/app', base + '/app_packages']\n"
    "del base\n";

static int fail(PyStatus status)
{
    fprintf(stderr, "{{ cookiecutter.app_name }}: Python could not be started: %s\n",
            status.err_msg ? status.err_msg : "no reason was given");
    return 1;
}

int main(int argc, char **argv)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0) {
        perror("{{ cookiecutter.app_name }}");
        return 1;
    }
    self[length] = '\0';

    PyPreConfig before;
    PyPreConfig_InitIsolatedConfig(&before);
    before.utf8_mode = 1; /* an isolated start would take every locale for ASCII */
    before.configure_locale = 1;
    PyStatus status = Py_PreInitialize(&before);
    if (PyStatus_Exception(status))
        return fail(status);

    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.parse_argv = 0;
    config.install_signal_handlers = 1;
    config.write_bytecode = 0;

    status = PyConfig_SetBytesArgv(&config, argc, argv);
    if (!PyStatus_Exception(status))
        status = PyConfig_SetBytesString(&config, &config.executable, self);
    if (!PyStatus_Exception(status))
        status = PyConfig_SetBytesString(&config, &config.run_module, "{{ cookiecutter.module_name }}");
    if (!PyStatus_Exception(status))
        status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status))
        return fail(status);
    if (PyRun_SimpleString(PREPARE) != 0)
        return 1;
    return Py_RunMain();
}
