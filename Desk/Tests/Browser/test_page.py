"""The desk's page in a real browser. Screenshots are kept in .build/desk-screenshots. `make test-desk` runs it."""

import json
import os
import shutil
import tempfile
import unittest
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from desk import EXAMPLE, ROOT, Desk

PROGRAM = Path(os.environ.get("DESK", ROOT / "Desk/.build/debug/preclear-desk"))
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
PICTURES = ROOT / ".build/desk-screenshots"
HOSTILE = ['<script>document.title="x"</script>', '<img src=x onerror="document.title=1">', "\"'`${1+1}{{7*7}}", "a\u202eb\u0000c", "=cmd|' /C calc'!A0", "😀" * 40, "\\u0000\n- x: [", "' OR 1=1 --"]


def browser_path():
    return next((found for found in map(shutil.which, BROWSERS) if found), None)


# A debug build on a busy machine is slow, and that is no fault of the page.
expect.set_options(timeout=60_000)


class PageTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        PICTURES.mkdir(parents=True, exist_ok=True)
        cls.folder = tempfile.TemporaryDirectory()
        cls.desk = Desk(PROGRAM)
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()
        cls.desk.__exit__()
        cls.folder.cleanup()

    def open(self, width=1280, height=900, desk=None, **options):
        desk = desk or self.desk
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        self.addCleanup(context.close)
        page = context.new_page()
        self.noises = []
        page.on("console", lambda message: message.type in ("error", "warning") and self.noises.append(message.text))
        page.on("pageerror", lambda error: self.noises.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(desk.base) else self.noises.append(request.url))
        page.goto(desk.url)
        page.wait_for_selector("body[data-ready]")
        return page

    def picture(self, page, name, full=False):
        page.screenshot(path=PICTURES / f"{name}.png", full_page=full)

    def choose(self, page, **fields):
        for name, value in fields.items():
            row = page.locator(f'#form .field[data-field="{name}"]')
            control = row.locator(":scope > input, :scope > select")
            if control.evaluate("node => node.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def fill_sale(self, page, **fields):
        self.choose(page, kind="sale", date="2001-12-03")
        self.choose(page, **({"shares": "10,000", "price": "4.04", "agreement": "sales-agreement", "method": "ecn"} | fields))

    def say(self, page, name, state):
        page.locator(f'#form .field[data-field="{name}"] .states input[value={state}]').check()

    # The main paths

    def test_verdict_comes_as_one_types(self):
        page = self.open()
        self.choose(page, kind="sale", date="2001-12-03")
        expect(page.locator("#verdict h2")).to_have_text("Not judged yet")
        expect(page.locator("#verdict")).to_contain_text("Shares, Price")
        self.fill_sale(page)
        self.say(page, "buyer", "none")
        self.choose(page, placement="P-4")
        expect(page.locator("#verdict h2")).to_have_text("Blocked")
        finding = page.locator(".finding.violation").first
        expect(finding).to_contain_text("The Sales Agreement bars at-the-market sales")
        expect(finding.locator("table")).to_contain_text("event.method")
        self.picture(page, "blocked", full=True)
        self.choose(page, method="negotiated")
        expect(page.locator("#verdict h2")).to_have_text("Clear")
        self.assertEqual(page.locator("#spoken").inner_text(), "Clear. 0 findings.")
        self.picture(page, "clear")
        self.assertEqual(self.noises, [])

    def test_unknown_and_none_differ(self):
        page = self.open()
        self.fill_sale(page, method="negotiated")
        with page.expect_request("**/api/check*") as unknown:
            self.say(page, "buyer", "unknown")
            self.choose(page, price="4.05")
        self.assertNotIn("buyer", json.loads(unknown.value.post_data)[-1])
        with page.expect_request("**/api/check*") as none:
            self.say(page, "buyer", "none")
        self.assertIsNone(json.loads(none.value.post_data)[-1]["buyer"])
        with page.expect_request("**/api/check*") as typed:
            self.choose(page, buyer="harbor-fund")
        self.assertEqual(json.loads(typed.value.post_data)[-1]["buyer"], "harbor-fund")
        expect(page.locator('.field[data-field="buyer"] .states input[value=value]')).to_be_checked()

    def test_numbers_are_sent_as_typed(self):
        page = self.open()
        with page.expect_request(lambda request: "4.0400000000000000001" in (request.post_data or "")) as request:
            self.fill_sale(page, price="4.0400000000000000001", shares="1,234,567")
        self.assertIn('"shares": 1234567', request.value.post_data)
        self.assertIn('"price": 4.0400000000000000001', request.value.post_data)

    def test_mistake_stands_at_its_field(self):
        page = self.open()
        self.fill_sale(page, shares="0")
        row = page.locator('#form .field[data-field="shares"]')
        expect(row.locator(".mistake")).to_contain_text("minimum is 1")
        expect(row.locator("input[aria-invalid]")).to_have_count(1)
        expect(page.locator("#verdict h2")).to_have_text("Not judged")
        self.choose(page, shares="twelve")
        expect(row.locator(".mistake")).to_contain_text("whole number")
        self.picture(page, "mistake")
        self.choose(page, shares="12")
        expect(row.locator(".mistake")).to_be_empty()

    def test_missing_fact_is_answered_in_place(self):
        page = self.open()
        self.fill_sale(page)
        page.locator('#form .field[data-field="method"] .states input[value=unknown]').check()
        expect(page.locator("#verdict h2")).to_have_text("For review")
        question = page.locator(".asked li", has_text="How was the sale made").first
        self.picture(page, "question", full=True)
        question.locator("select").select_option("ecn")
        question.get_by_role("button", name="Answer").click()
        expect(page.locator("#verdict h2")).to_have_text("Blocked")
        expect(page.locator('#form .field[data-field="method"] > select')).to_have_value("ecn")

    def test_fact_of_the_record_is_supposed_and_taken_back(self):
        page = self.open()
        self.choose(page, kind="warrant_transfer", date="2001-12-05")
        self.choose(page, warrant="W-1", action="transfer", to="nobody-known")
        expect(page.locator("#verdict h2")).to_have_text("For review")
        before = page.locator("#findings").inner_text()
        question = page.locator(".asked li", has_text="What are the roles of nobody-known?")
        question.get_by_role("button", name="Suppose an answer…").click()
        dialog = page.locator("#asker")
        expect(dialog.locator('.field[data-field="party"] > input')).to_have_value("nobody-known")
        dialog.get_by_label("Market maker").check()
        self.picture(page, "suppose")
        dialog.get_by_role("button", name="Suppose it").click()
        expect(dialog).to_be_hidden()
        expect(page.locator("#verdict .notice")).to_contain_text("as if 1 event stood on record")
        expect(page.locator("#verdict h2")).to_have_text("Blocked")
        page.locator(".supposed").get_by_role("button", name="Remove").click()
        expect(page.locator("#verdict .notice")).to_have_count(0)
        expect(page.locator("#findings")).to_have_text(before, use_inner_text=True)

    def test_cures_are_buttons_that_apply_and_judge_again(self):
        page = self.open()
        self.fill_sale(page, placement="P-4")
        self.say(page, "buyer", "none")
        page.get_by_role("button", name="Change method to negotiated").click()
        expect(page.locator("#verdict h2")).to_have_text("Clear")
        expect(page.locator('#form .field[data-field="method"] > select')).to_have_value("negotiated")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#verdict h2")).to_have_text("Blocked")
        expect(page.locator('#form .field[data-field="method"] > select')).to_have_value("ecn")

    def test_consent_that_would_cure_is_supposed(self):
        page = self.open()
        self.choose(page, kind="issuance", date="2001-12-03")
        self.choose(page, action="offer", security="convertible", shares="500000", price="4.5", public_offering="false")
        self.say(page, "buyer", "none")
        self.say(page, "under", "none")
        expect(page.locator("#verdict h2")).to_have_text("Blocked")
        page.get_by_role("button", name="Obtain consent").click()
        dialog = page.locator("#asker")
        expect(dialog.locator('.field[data-field="from"] > input')).to_have_value("cantor")
        dialog.get_by_role("button", name="Suppose it").click()
        expect(page.locator("#verdict .notice").last).to_contain_text("as if 1 event stood on record")
        expect(page.locator("#verdict h2")).not_to_have_text("Blocked")

    def test_room_is_shown_as_pictures_with_words(self):
        page = self.open()
        self.fill_sale(page, placement="P-4", method="negotiated")
        self.say(page, "buyer", "none")
        gauge = page.locator("#room svg.gauge").first
        expect(gauge).to_have_attribute("aria-label", "10,000 of 300,000")
        expect(page.locator("#room .binding")).to_contain_text("binds first")
        expect(page.locator("#room .months rect.proposed.clear")).to_have_count(1)
        expect(page.locator("#room caption")).to_have_text("The same in words")
        self.picture(page, "room", full=True)

    def test_room_of_the_deal_is_shown_as_of_a_day(self):
        page = self.open()
        page.get_by_role("link", name="Room").click()
        day = page.locator("#lines-day")
        expect(day).to_have_value("2001-11-30")
        _, room = self.desk.json("/api/room")
        expect(page.locator("#lines-found .gauges > li")).to_have_count(len(room["lines"]))
        expect(page.locator("#lines-found")).to_contain_text(room["lines"][0]["title"])
        self.picture(page, "lines", full=True)
        _, before = self.desk.json("/api/room?as_of=2001-11-05")
        day.fill("2001-11-05")
        expect(page.locator("#lines-found .gauges > li")).to_have_count(len(before["lines"]))

    def test_evaluation_is_opened_from_a_finding(self):
        page = self.open()
        self.fill_sale(page)
        expect(page.locator("#verdict h2")).to_have_text("Blocked")
        page.locator(".finding.violation button.evaluate").first.click()
        reader = page.locator("#reader")
        expect(reader.locator("h2")).to_have_text("How it was evaluated")
        expect(reader.locator(".tree").first).to_contain_text("event.method")
        expect(reader).to_contain_text("It is violated")
        self.picture(page, "evaluation")
        page.keyboard.press("Escape")
        expect(reader).to_be_hidden()
        self.assertTrue(page.evaluate("document.activeElement.classList.contains('evaluate')"))
        self.assertEqual(self.noises, [])

    def test_form_waits_for_the_deal_and_its_schema_alone(self):
        page = self.open()
        page.wait_for_selector("body[data-complete]")
        asked = page.evaluate("performance.getEntriesByType('resource').map(entry => [new URL(entry.name).pathname, entry.startTime])")
        usable, seen = page.evaluate("['usable', 'seen'].map(name => performance.getEntriesByName(name)[0].startTime)")
        # The browser asks for the icon when it pleases.
        asked = [(path, start) for path, start in asked if path != "/icon.svg"]
        self.assertEqual(sorted(path for path, start in asked if start < usable), ["/api/deal", "/api/schema"])
        self.assertEqual([path for path, start in asked if start >= usable], ["/api/ledger"])
        self.assertLessEqual(usable, seen)
        self.assertEqual(self.noises, [])

    def test_form_can_be_used_before_the_ledger_is_there(self):
        context = self.browser.new_context()
        self.addCleanup(context.close)
        page = context.new_page()
        held = []
        page.route("**/api/ledger", lambda route: held.append(route))
        page.goto(self.desk.url)
        page.wait_for_selector("body[data-ready]")
        self.fill_sale(page)
        expect(page.locator("#verdict h2")).to_have_text("Blocked")
        page.get_by_role("link", name="Ledger").click()
        expect(page.locator("#ledger")).to_contain_text("Opening")
        for route in held:
            route.continue_()
        expect(page.locator(".timeline > li").first).to_be_visible()

    def test_event_is_recorded_with_its_check(self):
        folder = Path(self.folder.name) / "recorded/Examples/neotherapeutics"
        shutil.copytree(EXAMPLE, folder)
        shutil.copytree(ROOT / "Rules", folder.parents[1] / "Rules")
        journal = folder / "desk.journal"
        with Desk(PROGRAM, "--journal", journal, deal=folder / "deal.yaml") as desk:
            page = self.open(desk=desk)
            self.fill_sale(page, placement="P-4", method="negotiated")
            self.say(page, "buyer", "none")
            expect(page.locator("#verdict h2")).to_have_text("Clear")
            before = (folder / "ledger.jsonl").read_text().splitlines()
            page.get_by_role("button", name="Record in the ledger…").click()
            page.get_by_role("button", name="Record it, clear as it is").click()
            expect(page.locator("#asker [role=alert]")).to_contain_text("Type P-1")
            page.locator('#asker .field[data-field="confirm"] > input').fill("P-1")
            page.get_by_role("button", name="Record it, clear as it is").click()
            expect(page.locator("#view-ledger")).to_be_visible()
            after = (folder / "ledger.jsonl").read_text().splitlines()
            self.assertEqual(after[:-1], before)
            self.assertEqual(json.loads(after[-1])["shares"], 10000)
            self.assertEqual(len(journal.read_text().splitlines()), 1)
            expect(page.locator(".timeline > li").last).to_contain_text("P-1")

    def test_ledger_is_a_timeline_with_findings(self):
        page = self.open()
        page.get_by_role("link", name="Ledger").click()
        expect(page.locator(".timeline > li").first).to_be_visible()
        self.assertGreater(page.locator(".timeline > li").count(), 100)
        page.locator('[data-key="ledger-only"]').select_option("blocked")
        first = page.locator(".timeline > li").first
        first.locator("summary").first.click()
        expect(first.locator(".finding").first).to_be_visible()
        self.picture(page, "ledger")
        first.get_by_role("button", name="Propose one like it").click()
        expect(page.locator("#view-check")).to_be_visible()
        expect(page.locator("#verdict h2")).not_to_be_empty()

    def test_rules_can_be_found_and_read(self):
        page = self.open()
        page.get_by_role("link", name="Rules").click()
        page.locator("#rule-search").fill("at-the-market")
        link = page.locator(".index a").first
        expect(link).to_contain_text("The Sales Agreement bars at-the-market sales")
        link.click()
        expect(page.locator("#rule h2")).to_contain_text("bars at-the-market")
        expect(page.locator("#rule .citations li").first).to_contain_text("S-11")
        self.picture(page, "rules")

    def test_citation_opens_the_cited_lines(self):
        source = ROOT.parent / "shared/source/neotherapeutics-424b5-2001-11-01.txt"
        if not source.exists():
            deal, source, lines = self.small_deal()
            desk = Desk(PROGRAM, "--source", f"letter={source}", deal=deal)
        else:
            desk, lines = Desk(PROGRAM, "--source", f"prospectus={source}"), ["866", "870"]
        with desk:
            page = self.open(desk=desk)
            if source.name == "letter.txt":
                self.choose(page, kind="sale", date="2001-12-03", shares="500")
            else:
                self.fill_sale(page)
            page.locator("#findings button.cite").first.click()
            reader = page.locator("#reader")
            expect(reader.locator("tr.cited th").first).to_have_text(lines[0])
            expect(reader.locator("tr.cited th").last).to_have_text(lines[1])
            expect(reader.locator(".beside")).not_to_be_empty()
            self.picture(page, "citation")
            page.keyboard.press("Escape")
            expect(reader).to_be_hidden()
            self.assertTrue(page.evaluate("document.activeElement.classList.contains('cite')"))

    def small_deal(self):
        folder = Path(self.folder.name)
        (folder / "pack").mkdir(exist_ok=True)
        (folder / "pack/pack.yaml").write_text(
            "pack: small\nversion: 1.0.0\ntitle: Small\nsources: {letter: {title: A letter}}\n"
            "events: {sale: {fields: {shares: {type: int, required: true}}}}\n"
            "rules: {limit: {title: At most a hundred, on: sale, forbid: event.shares > 100, because: Too many.,"
            " cite: [{source: letter, page: '1', lines: 2-3, anchor: a hundred}]}}\n")
        (folder / "deal.yaml").write_text("{deal: small, pack: pack, parties: []}\n")
        (folder / "letter.txt").write_text("one\ntwo\nat most a hundred\nfour\n")
        return folder / "deal.yaml", folder / "letter.txt", ["2", "3"]

    def test_without_a_copy_the_page_says_how_to_give_one(self):
        page = self.open()
        self.fill_sale(page)
        page.locator("#findings button.cite").first.click()
        expect(page.locator("#reader")).to_contain_text("--source prospectus=FILE")

    def test_memo_stands_alone(self):
        page = self.open()
        self.fill_sale(page)
        expect(page.locator("#verdict h2")).to_have_text("Blocked")
        page.evaluate("window.print = () => { window.printed = true; }")
        page.locator("#print").click()
        page.wait_for_function("window.printed")
        page.emulate_media(media="print")
        expect(page.locator("#memo h1")).to_be_visible()
        expect(page.locator(".masthead")).to_be_hidden()
        for part in ["Blocked", "10,000", "ecn", "sha256:", "lines 866-870", "not legal advice", "sales-agreement/no-at-the-market"]:
            expect(page.locator("#memo")).to_contain_text(part)
        self.picture(page, "memo", full=True)
        page.pdf(path=PICTURES / "memo.pdf")

    # Everybody

    def test_it_works_with_the_keyboard_alone(self):
        page = self.open()
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        page.locator('[data-key="plain-kind"]').focus()
        page.keyboard.type("Sale")
        seen = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            seen.add(page.evaluate("document.activeElement.dataset.key ?? document.activeElement.id"))
        for name in ["plain-id", "plain-date", "shares", "price", "print"]:
            self.assertIn(name, seen)
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        self.assertNotEqual(shown, "")

    def test_axe_finds_nothing_in_any_view_and_either_scheme(self):
        for scheme in ["light", "dark"]:
            for width in [1280, 360]:
                page = self.open(width=width, color_scheme=scheme, bypass_csp=True)
                self.fill_sale(page)
                expect(page.locator("#verdict h2")).to_have_text("Blocked")
                page.locator('#form .field[data-field="method"] .states input[value=unknown]').check()
                expect(page.locator("#verdict h2")).to_have_text("For review")
                self.check_axe(page, f"check {scheme} {width}")
                self.picture(page, f"check-{scheme}-{width}", full=True)
                page.locator("#findings button.cite").first.click()
                self.check_axe(page, f"citation {scheme} {width}")
                page.keyboard.press("Escape")
                page.locator("#findings button.evaluate").first.click()
                expect(page.locator("#reader .tree").first).to_be_visible()
                self.check_axe(page, f"evaluation {scheme} {width}")
                page.keyboard.press("Escape")
                page.get_by_role("link", name="Room").click()
                expect(page.locator("#lines-found svg.gauge").first).to_be_visible()
                self.check_axe(page, f"room {scheme} {width}")
                self.picture(page, f"lines-{scheme}-{width}")
                page.get_by_role("link", name="Ledger").click()
                page.locator(".timeline summary").nth(40).click()
                self.check_axe(page, f"ledger {scheme} {width}")
                self.picture(page, f"ledger-{scheme}-{width}")
                page.get_by_role("link", name="Rules").click()
                page.locator(".index a").first.click()
                expect(page.locator("#rule h2")).to_be_visible()
                self.check_axe(page, f"rules {scheme} {width}")
                self.picture(page, f"rules-{scheme}-{width}")

    def check_axe(self, page, where):
        found = Axe().run(page).response["violations"]
        told = [f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:150]} {rule['nodes'][0].get('failureSummary', '')[:300]}" for rule in found]
        self.assertEqual(told, [], where)

    def test_nothing_is_wider_than_a_narrow_screen(self):
        page = self.open(width=320, height=700)
        self.fill_sale(page)
        expect(page.locator("#verdict h2")).to_have_text("Blocked")
        for view in ["Pre-clear", "Room", "Ledger", "Rules"]:
            page.get_by_role("link", name=view).click()
            page.wait_for_timeout(100)
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 320, view)

    # Hostile input

    def test_hostile_input_in_every_field_is_text(self):
        page = self.open()
        title = page.title()
        kinds = page.locator('[data-key="plain-kind"] option').evaluate_all("options => options.map(option => option.value)")
        for number, kind in enumerate(kinds):
            self.choose(page, kind=kind, date="2001-12-05")
            self.choose(page, id=HOSTILE[number % len(HOSTILE)].replace("\n", " "))
            page.locator("#form details.more").evaluate_all("all => all.forEach(details => { details.open = true; })")
            inputs = page.locator('#form .field > input[type=text]')
            for position in range(inputs.count()):
                inputs.nth(position).fill(HOSTILE[(number + position) % len(HOSTILE)])
            for box in page.locator("#form select").all():
                if box.get_attribute("data-key") != "plain-kind":
                    box.select_option(index=1)
            page.wait_for_timeout(220)
            self.assertEqual(page.locator("main script, main img, main iframe").count(), 0, kind)
        page.evaluate("window.print = () => {}")
        page.locator("#print").click()
        self.assertEqual(page.locator("#memo script, #memo img").count(), 0)
        self.assertEqual(page.title(), title)
        refusals = [text for text in self.noises if "status of 422" not in text]
        self.assertEqual(refusals, [])

    def test_hostile_deal_is_text(self):
        folder = Path(self.folder.name) / "hostile"
        (folder / "pack").mkdir(parents=True, exist_ok=True)
        evil = '<img src=x onerror=\\"document.title=1\\">'
        (folder / "pack/pack.yaml").write_text(
            f'pack: small\nversion: "{evil}"\ntitle: "{evil}"\nsources: {{letter: {{title: "{evil}"}}}}\n'
            f'events: {{sale: {{title: "{evil}", about: "{evil}", fields: {{shares: {{type: int, required: true, title: "{evil}", hint: "{evil}", unit: "{evil}"}}, buyer: {{type: party, ask: "{evil}"}}}}}}}}\n'
            f'rules: {{limit: {{title: "{evil}", on: sale, forbid: event.shares > 100 || event.buyer == "x", because: "{evil}", cite: [{{source: letter, page: "{evil}", lines: 2-3, anchor: "{evil}"}}]}}}}\n')
        (folder / "deal.yaml").write_text(f'{{deal: "{evil}", pack: pack, ledger: ledger.jsonl}}\n')
        (folder / "ledger.jsonl").write_text(f'{{"id": "{evil}", "kind": "sale", "date": "2001-01-01", "shares": 500, "buyer": "{evil}"}}\n')
        with Desk(PROGRAM, deal=folder / "deal.yaml") as desk:
            page = self.open(desk=desk)
            self.choose(page, date="2001-12-03", shares="500")
            expect(page.locator("#verdict h2")).to_have_text("Blocked")
            page.locator("#findings button.cite").first.click()
            page.keyboard.press("Escape")
            page.get_by_role("link", name="Ledger").click()
            page.locator(".timeline summary").first.click()
            page.get_by_role("link", name="Rules").click()
            page.locator(".index a").first.click()
            expect(page.locator("#rule h2")).to_be_visible()
            self.assertEqual(page.locator("body img").count(), 0)
            self.assertIn("<img", page.locator("#rule h2").inner_text())
            self.assertEqual(self.noises, [])

    # Trouble

    def test_without_the_token_the_page_says_so(self):
        context = self.browser.new_context()
        self.addCleanup(context.close)
        page = context.new_page()
        page.goto(self.desk.base)
        expect(page.locator("#trouble")).to_contain_text("The token is missing or wrong")
        page.locator("#token").fill(self.desk.token)
        page.get_by_role("button", name="Open").click()
        page.wait_for_selector("body[data-ready]")
        self.assertNotIn(self.desk.token, page.url)

    def test_a_desk_that_ended_is_told(self):
        with Desk(PROGRAM) as desk:
            page = self.open(desk=desk)
            self.fill_sale(page)
            expect(page.locator("#verdict h2")).to_have_text("Blocked")
        self.choose(page, shares="20")
        expect(page.locator("#trouble")).to_contain_text("preclear serve")

    def test_a_rule_that_breaks_is_told_and_mended(self):
        folder = Path(self.folder.name) / "mended/Examples/audit-log"
        shutil.copytree(ROOT / "Examples/audit-log", folder)
        shutil.copytree(ROOT / "Rules/calendars", folder.parents[1] / "Rules/calendars")
        with Desk(PROGRAM, deal=folder / "deal.yaml") as desk:
            page = self.open(desk=desk)
            rules = folder / "pack/audit.yaml"
            whole = rules.read_text()
            rules.write_text(whole + "\n  broken: [\n")
            page.reload()
            expect(page.locator("#trouble")).to_contain_text("The deal's files hold a mistake")
            expect(page.locator("#trouble")).to_contain_text("audit.yaml")
            rules.write_text(whole)
            page.reload()
            page.wait_for_selector("body[data-ready]")


if __name__ == "__main__":
    if browser_path() is None:
        print("skipped: there is no Chromium here (Debian: apt-get install chromium fonts-dejavu-core)")
    else:
        unittest.main(verbosity=1)
