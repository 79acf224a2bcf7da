"""Secrets are shown again to who repeats a request, and stored by nobody."""

from ascertain.services.secrets import Secrets, digest


def test_a_masked_reply_holds_no_secret_and_unmasks_to_itself() -> None:
    secrets = Secrets(b"seed" * 8)
    first, second = secrets.fresh("asc_"), secrets.fresh()
    reply = f'[{{"token":"{first}"}},{{"url":"http://x/signin#{second}"}}]'
    masked = secrets.mask(reply)
    assert first not in masked
    assert second not in masked
    assert Secrets(b"seed" * 8).unmask(masked) == reply
    assert Secrets(b"other" * 8).unmask(masked) != reply


def test_without_a_seed_no_two_are_alike() -> None:
    made = {Secrets(None).fresh() for _ in range(100)}
    assert len(made) == 100
    assert len({digest(one) for one in made}) == 100
