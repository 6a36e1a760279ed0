"""What a mail server has against us is no fault of the reader's address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from mailer.channel import MailChannel
from monitor.errors import SendError
from tests.mailer.test_mail import SENDER, render, subscriber


@asynccontextmanager
async def server(answers: dict[str, str]) -> AsyncIterator[str]:
    """The address of an SMTP server that answers each command as it is told, else with 250."""

    served: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}

    async def serve(lines: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        served[asyncio.current_task()] = out
        out.write(f"{answers.get('', '220 here')}\r\n".encode())
        while command := (await lines.readline()).decode().strip():
            word = command.split()[0].split(":")[0]
            reply = answers.get(word, "250-here\r\n250 AUTH PLAIN" if word == "EHLO" else "250 OK")
            out.write(f"{reply}\r\n".encode())
        out.close()

    opened = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with opened:
        yield f"127.0.0.1:{opened.sockets[0].getsockname()[1]}"
        for out in served.values():
            out.close()
        await asyncio.gather(*filter(None, served), return_exceptions=True)


@pytest.mark.parametrize(
    "answers",
    [
        {"": "554 5.7.1 no service for you"},
        {"EHLO": "550 who are you", "HELO": "550 who are you"},
        {"AUTH": "535 5.7.8 wrong password"},
        {"MAIL": "550 no such user"},
        {"MAIL": "553 5.1.8 no such domain"},
        {"DATA": "554 5.7.9 your mail fails DMARC"},
    ],
)
async def test_a_refusal_of_ours_kills_no_message_and_no_address(answers: dict[str, str]) -> None:
    async with server(answers) as place:
        with pytest.raises(SendError) as caught:
            await MailChannel(f"smtp://me:secret@{place}", SENDER).send(subscriber(), render())

    assert not caught.value.permanent
    assert not caught.value.recipient_gone
    assert "secret" not in str(caught.value)
