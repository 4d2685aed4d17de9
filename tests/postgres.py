"""A real PostgreSQL server for tests, with databases of its own."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from pytest_postgresql.executors import PostgreSQLExecutor
from pytest_postgresql.janitor import DatabaseJanitor

#: whom the server runs as where the tests are run by root, whom PostgreSQL refuses
SERVANT = "postgres"


def find_pg_ctl():
    """Return the path of the newest server's pg_ctl; Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: p.parts[-3])
    return str(found[-1]) if found else shutil.which("pg_ctl")


@contextmanager
def server():
    """Run a server on a free port; skip the test where none is installed."""
    pg_ctl = find_pg_ctl()
    if pg_ctl is None:
        pytest.skip("no PostgreSQL server: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="cronista-postgres-"))
    try:
        if getpass.getuser() == "root":
            shutil.chown(folder, SERVANT)
            pg_ctl = _as_servant(pg_ctl, folder)
        executor = PostgreSQLExecutor(
            pg_ctl, "127.0.0.1", _free_port(), f"{folder}/data", str(folder), f"{folder}/log",
            "-w", dbname="tests",
        )  # fmt: skip
        with executor:
            yield executor
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(executor):
    """Make a database on a server, and give its address."""
    address = {"user": executor.user, "host": executor.host, "port": executor.port}
    with DatabaseJanitor(**address, dbname="test", maintenance_dbname="postgres"):
        yield f"postgresql://{executor.user}@{executor.host}:{executor.port}/test"


def empty(url):
    """Remove all that a database holds: ten times as fast as to make another one."""
    with psycopg.connect(url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def stop_at_once(executor):
    """Stop a server as if it had lost its power."""
    command = [executor.executable, "stop", "-D", executor.datadir, "-m", "immediate"]
    subprocess.run(command, check=True, capture_output=True)


def start_again(executor):
    """Start a server that was stopped."""
    options = f"-F -p {executor.port} -c unix_socket_directories='{executor.unixsocketdir}'"
    command = [executor.executable, "start", "-w", "-D", executor.datadir]
    command += ["-o", options, "-l", executor.logfile]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _as_servant(pg_ctl, folder):
    """Write a script that runs pg_ctl as the servant."""
    script = folder / "pg_ctl"
    change = f"setpriv --reuid={SERVANT} --regid={SERVANT} --clear-groups"
    script.write_text(f'#!/bin/sh\ncd "{folder}" && exec {change} {pg_ctl} "$@"\n')
    os.chmod(script, 0o755)  # noqa: PTH101
    return str(script)


def _free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
