"""Keys: what opens a file, what does not, and that a typing error is told before anything is tried."""

import json
import secrets

import pytest
from hypothesis import given, settings, strategies

from db.errors import NotOurs, Refusal
from db.keyring import Keyring, WrongPassword, new_code, read_code

PASSWORD = "春天在院子里种树"


@pytest.fixture(scope="module")
def made():
    return Keyring.create(PASSWORD)


def test_password_and_code_open_the_same_keys(made) -> None:
    keyring, keys, code = made
    again = Keyring.from_bytes(keyring.to_bytes())
    assert again.unlock(PASSWORD) == again.unlock_with_code(code) == again.unlock_with_code(code.lower().replace("-", " ")) == keys
    assert keys.database != keys.evidence.hex() and len(keys.evidence) == 32


def test_nothing_of_the_keys_stands_in_the_file(made) -> None:
    keyring, keys, code = made
    content = keyring.to_bytes().decode()
    assert keys.master.hex() not in content and keys.evidence.hex() not in content and code not in content


@pytest.mark.parametrize("password", ["春天在院子里种花", "", "x" * 500])
def test_a_wrong_password_says_only_that(made, password: str) -> None:
    with pytest.raises(WrongPassword, match="密码不对"):
        made[0].unlock(password)


def test_full_width_typing_is_the_same_password() -> None:
    keyring, keys, _ = Keyring.create("abcdefg!")
    assert keyring.unlock("ａｂｃｄｅｆｇ！") == keys


def test_a_short_password_is_refused() -> None:
    with pytest.raises(Refusal, match="至少要 8 个"):
        Keyring.create("1234567")


def test_a_new_password_keeps_keys_and_code(made) -> None:
    keyring, keys, code = made
    changed = keyring.with_password(keys, "另一个足够长的密码")
    assert changed.unlock("另一个足够长的密码") == keys == changed.unlock_with_code(code) and changed.generation == 2
    with pytest.raises(WrongPassword):
        changed.unlock(PASSWORD)
    renewed, new = changed.with_new_code(keys)
    assert renewed.unlock_with_code(new) == keys
    with pytest.raises(WrongPassword, match="不属于"):
        renewed.unlock_with_code(code)


@pytest.mark.parametrize("slot", ["memory", "passes", "lanes"])
def test_costs_cannot_be_lowered_unnoticed(made, slot: str) -> None:
    fields = json.loads(made[0].to_bytes())
    fields["password"][slot] = 8 if slot == "memory" else 1
    with pytest.raises(WrongPassword):
        Keyring.from_bytes(json.dumps(fields).encode()).unlock(PASSWORD)


@settings(max_examples=300)
@given(strategies.data())
def test_every_single_typing_error_is_caught_before_decrypting(data) -> None:
    code = new_code().replace("-", "")
    place = data.draw(strategies.integers(0, 33))
    wrong = data.draw(strategies.sampled_from([letter for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if letter != code[place]]))
    try:
        read_code(code[:place] + wrong + code[place + 1:])
    except WrongPassword:
        return
    # the check works modulo 31: "0" and "Z" are the one pair it cannot tell apart inside the letters
    assert {code[place], wrong} == {"0", "Z"}


@given(strategies.binary(max_size=200))
def test_no_garbage_breaks_the_reader(content: bytes) -> None:
    with pytest.raises(NotOurs):
        Keyring.from_bytes(content)


@given(strategies.text(max_size=60))
def test_no_typed_text_breaks_the_code_reader(text: str) -> None:
    try:
        read_code(text)
    except WrongPassword:
        pass


def test_codes_differ() -> None:
    assert len({new_code() for _ in range(200)}) == 200 and secrets is not None
