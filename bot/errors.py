"""The error tree of the application. `str(error)` is one line for a person: what is wrong, where, and the mend.

ApplicationError
├── ConfigurationError    a setting, file or folder is unusable; the process ends with exit code 2
│   └── AlreadyRunning    another process sends for this data folder
├── NotFound              a person, item, venue, broadcast … that does not exist
├── NotAllowed            the actor's role or session does not permit it
└── Conflict              it cannot be done in the present state (already sent, already cancelled …)
"""


class ApplicationError(Exception):
    """Root of everything this package raises on purpose."""


class ConfigurationError(ApplicationError):
    """A setting, file or folder is unusable."""


class AlreadyRunning(ConfigurationError):
    """Another process sends and schedules on the same database."""


class NotFound(ApplicationError):
    """What was named does not exist."""


class NotAllowed(ApplicationError):
    """The actor may not do this."""


class Conflict(ApplicationError):
    """It cannot be done in the present state."""


def first_line(error: BaseException) -> str:
    """An error's own message for a log line; its kind where it has none."""
    return (str(error).splitlines() or [type(error).__name__])[0]
