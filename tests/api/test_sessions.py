"""Getting in and out: links, passwords, cookies, CSRF, throttling, invitations, roles."""

from tests.api.product import ORIGIN, Product, stored_text

PASSWORD = "a long and quiet sentence"  # noqa: S105 - of nobody
FIELDS = [{"name": "topic", "kind": "choice", "classes": ["billing", "other"]}]


def test_a_link_signs_in_once_and_only_its_hash_is_stored(product: Product) -> None:
    member = product.member("annotator").id
    link = product.owner.post(f"/members/{member}/link")["url"]
    assert link.startswith(f"{ORIGIN}/signin#")
    secret = link.partition("#")[2]
    browser = product.client()
    me = browser.post("/sessions", {"link": secret})
    assert me["handle"] == "some-annotator"
    assert me["permissions"] == sorted(me["permissions"])
    cookie = browser.http.cookies["session"]
    again = product.client().status("POST", "/sessions", json={"link": secret})
    assert again == (401, "link.used")
    stored = stored_text(product.context.db)
    assert secret not in stored
    assert cookie not in stored


def test_a_later_link_ends_the_earlier_one(product: Product) -> None:
    member = product.member("annotator").id
    first, second = (product.owner.post(f"/members/{member}/link")["url"] for _ in range(2))
    ended = product.client().status("POST", "/sessions", json={"link": first.partition("#")[2]})
    assert ended == (401, "link.used")
    product.client().post("/sessions", {"link": second.partition("#")[2]})


def test_a_link_ends_by_itself(product: Product) -> None:
    member = product.member("annotator").id
    link = product.owner.post(f"/members/{member}/link")["url"].partition("#")[2]
    product.clock.ahead += 3 * 86_400 * 1_000_000
    assert product.client().status("POST", "/sessions", json={"link": link}) == (401, "link.used")


def test_the_cookie_is_closed_to_scripts_and_other_sites(product: Product) -> None:
    member = product.member("annotator").id
    link = product.owner.post(f"/members/{member}/link")["url"].partition("#")[2]
    plain = product.client().request("POST", "/sessions", json={"link": link})
    said = plain.headers["set-cookie"].lower()
    assert said.startswith("session=")
    assert "httponly" in said
    assert "samesite=lax" in said
    link = product.owner.post(f"/members/{member}/link")["url"].partition("#")[2]
    url = "https://labels.example.org/api/v1/sessions"
    secure = product.client().request("POST", url, json={"link": link})
    said = secure.headers["set-cookie"].lower()
    assert said.startswith("__host-session=")
    assert "secure" in said
    assert "path=/" in said


def test_plain_http_from_elsewhere_signs_nobody_in(product: Product) -> None:
    link = product.owner.post(f"/members/{product.member('annotator').id}/link")["url"]
    body = {"link": link.partition("#")[2]}
    url = "http://labels.example.org/api/v1/sessions"
    assert product.client().status("POST", url, json=body) == (403, "signin.insecure")
    product.client().post("/sessions", body)  # the refusal did not use the link up


def test_a_change_by_cookie_needs_the_csrf_value_and_this_origin(product: Product) -> None:
    browser = product.browser(product.member("annotator").id)
    good, browser.csrf = browser.csrf, None
    assert browser.status("PATCH", "/me", json={"locale": "de"}) == (403, "csrf.missing")
    wrong = {"X-CSRF-Token": "wrong"}
    assert browser.status("PATCH", "/me", json={}, headers=wrong) == (403, "csrf.wrong")
    browser.csrf = good
    foreign = {"Origin": "https://evil.example"}
    assert browser.status("PATCH", "/me", json={}, headers=foreign) == (403, "csrf.origin")
    assert browser.patch("/me", {"locale": "de"}, headers={"Origin": ORIGIN})["locale"] == "de"


def test_a_password_is_set_checked_and_ends_other_sessions(product: Product) -> None:
    member = product.member("annotator").id
    browser, elsewhere = product.browser(member), product.browser(member)
    browser.patch("/me", {"email": "Ada@Example.org", "password": PASSWORD})
    assert elsewhere.status("GET", "/me") == (401, "session.ended")
    assert browser.get("/me")["has_password"] is True
    other = {"password": "another long sentence", "current_password": "not it"}
    assert browser.status("PATCH", "/me", json=other) == (422, "user.password")
    at_home = product.client()
    at_home.post("/sessions", {"email": "ada@example.org", "password": PASSWORD})
    assert at_home.get("/me")["email"] == "ada@example.org"


def test_a_wrong_password_and_an_unknown_address_answer_alike(product: Product) -> None:
    browser = product.browser(product.member("annotator").id)
    browser.patch("/me", {"email": "ada@example.org", "password": PASSWORD})
    answers = [
        product.client().request("POST", "/sessions", json={"email": email, "password": "wrong"})
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].json() == answers[1].json()


def test_guessing_is_slowed_down(product: Product) -> None:
    body = {"email": "nobody@example.org", "password": "wrong"}
    for _ in range(10):
        assert product.client().status("POST", "/sessions", json=body)[0] == 401
    refused = product.client().request("POST", "/sessions", json=body)
    assert refused.status_code == 429
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 60
    product.clock.ahead += wait * 1_000_000
    assert product.client().status("POST", "/sessions", json=body)[0] == 401


def test_signing_out_ends_the_session_and_takes_the_cookie_back(product: Product) -> None:
    browser = product.browser(product.member("annotator").id)
    cookie = browser.http.cookies["session"]
    browser.delete("/sessions/current")
    assert "session" not in browser.http.cookies
    browser.http.cookies.set("session", cookie)
    assert browser.status("GET", "/me") == (401, "session.ended")


def test_disabling_ends_sessions_and_stops_tokens_at_once(product: Product) -> None:
    client = product.member("annotator")
    browser = product.browser(client.id)
    assert client.get("/me")
    assert browser.get("/me")
    product.owner.patch(f"/members/{client.id}", {"disabled": True})
    assert client.status("GET", "/me") == (401, "session.ended")
    assert browser.status("GET", "/me") == (401, "session.ended")
    product.owner.patch(f"/members/{client.id}", {"disabled": False})
    assert client.get("/me")
    assert browser.status("GET", "/me") == (401, "session.ended")


def test_a_role_changes_at_once(product: Product) -> None:
    client = product.member("manager")
    assert client.get("/members")
    product.owner.patch(f"/members/{client.id}", {"roles": ["annotator"]})
    assert client.status("GET", "/members") == (403, "access.role")


def test_managers_do_not_touch_owners(product: Product) -> None:
    manager = product.member("manager")
    owner = product.owner.get("/me")["member"]
    for method, path, body in (
        ("PATCH", f"/members/{owner}", {"disabled": True}),
        ("POST", f"/members/{owner}/link", None),
        ("POST", "/members", {"name": "two", "role": "owner"}),
        ("POST", "/invitations", {"role": "owner"}),
        ("POST", "/tokens", {"member": owner}),
        ("PATCH", f"/members/{manager.id}", {"roles": ["owner"]}),
    ):
        assert manager.status(method, path, json=body) == (403, "member.owner"), path


def test_the_last_owner_stays(product: Product) -> None:
    owner = product.owner.get("/me")["member"]
    for body in ({"disabled": True}, {"roles": ["manager"]}):
        assert product.owner.status("PATCH", f"/members/{owner}", json=body) == (
            409,
            "member.last-owner",
        )
    assert product.owner.status("POST", f"/members/{owner}/erase") == (409, "member.last-owner")


def test_an_invitation_is_looked_at_and_accepted_once(product: Product) -> None:
    made = product.owner.post("/invitations", {"role": "annotator", "email": "eve@example.org"})
    token = made["url"].partition("#")[2]
    assert made["url"].startswith(f"{ORIGIN}/join#")
    guest = product.client()
    assert guest.post("/invitations/peek", {"token": token}) == {
        "workspace_name": "first",
        "role": "annotator",
        "handle": None,
        "project": None,
    }
    me = guest.post("/invitations/accept", {"token": token, "password": PASSWORD})
    assert me["roles"] == ["annotator"]
    assert me["email"] == "eve@example.org"
    assert me["handle"].startswith("a-")
    again = product.client().status("POST", "/invitations/accept", json={"token": token})
    assert again == (404, "invitation.used")
    assert product.owner.get("/invitations")["data"][0]["url"] is None


def test_a_revoked_invitation_opens_nothing(product: Product) -> None:
    made = product.owner.post("/invitations", {"role": "annotator"})
    product.owner.delete(f"/invitations/{made['id']}")
    body = {"token": made["url"].partition("#")[2]}
    for path in ("/invitations/peek", "/invitations/accept"):
        assert product.client().status("POST", path, json=body) == (404, "invitation.used")


def test_who_has_an_account_joins_another_workspace_with_its_password(product: Product) -> None:
    browser = product.browser(product.member("annotator").id)
    browser.patch("/me", {"email": "ada@example.org", "password": PASSWORD})
    second = product.client(product.operator.post("/workspaces", {"name": "second"})["token"])
    made = second.post("/invitations", {"role": "reviewer"})
    body = {"token": made["url"].partition("#")[2], "email": "ada@example.org"}
    wrong = product.client().status("POST", "/invitations/accept", json=body)
    assert wrong == (401, "signin.wrong")
    me = product.client().post("/invitations/accept", body | {"password": PASSWORD})
    assert me["workspace_name"] == "second"


def test_erasing_empties_the_person_and_keeps_the_record(product: Product) -> None:
    body = {"name": "Ada Lovelace", "role": "annotator"}
    made = product.owner.post("/members", body, headers={"Idempotency-Key": "ada"})[0]
    client = product.client(made["token"])
    client.id = made["id"]
    browser = product.browser(client.id)
    browser.patch("/me", {"email": "ada@example.org", "password": PASSWORD})
    erased = product.owner.post(f"/members/{client.id}/erase")
    assert erased["state"] == "erased"
    assert erased["email"] is None
    assert "Ada" not in erased["handle"]
    assert client.status("GET", "/me") == (401, "session.ended")
    assert browser.status("GET", "/me") == (401, "session.ended")
    stored = stored_text(product.context.db)
    assert "ada@example.org" not in stored
    assert "Lovelace" not in stored
    again = product.owner.status("POST", f"/members/{client.id}/link")
    assert again == (409, "member.erased")


def test_email_is_for_owners_and_managers(product: Product) -> None:
    browser = product.browser(product.member("annotator").id)
    browser.patch("/me", {"email": "ada@example.org"})
    for role, sees in (("manager", True), ("scientist", False), ("auditor", False)):
        listed = product.member(role).get("/members")["data"]
        assert any(row["email"] == "ada@example.org" for row in listed) is sees, role


def test_a_token_is_shown_once_and_ends(product: Product) -> None:
    made = product.owner.post("/tokens", {"name": "nightly", "days": 1})
    client = product.client(made["token"])
    assert client.get("/me")["handle"] == "owner"
    listed = [row for row in product.owner.get("/tokens")["data"] if row["id"] == made["id"]]
    assert listed[0]["token"] is None
    product.clock.ahead += 86_400 * 1_000_000
    assert client.status("GET", "/me") == (401, "session.ended")


def test_a_revoked_token_stops_at_once(product: Product) -> None:
    made = product.owner.post("/tokens", {})
    client = product.client(made["token"])
    assert client.get("/me")
    product.owner.delete(f"/tokens/{made['id']}")
    assert client.status("GET", "/me") == (401, "session.ended")


def test_only_the_operator_makes_workspaces_and_names_the_one_meant(product: Product) -> None:
    assert product.owner.status("POST", "/workspaces", json={"name": "x"}) == (403, "access.role")
    product.operator.post("/workspaces", {"name": "second"})
    header = {"X-Ascertain-Workspace": "second"}
    seen = product.operator.request("GET", "/me", headers=header).json()
    assert seen["workspace_name"] == "second"
    assert product.operator.get("/me")["workspace_name"] == "first"
    unknown = product.operator.status("GET", "/me", headers={"X-Ascertain-Workspace": "none"})
    assert unknown == (401, "workspace.unknown")
