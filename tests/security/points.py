"""Which tests hold each point of the project's security list, and what no test holds yet.

``test_points`` checks that every test that is named here is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

TESTS: Mapping[str, tuple[str, ...]] = {
    "1 a client's file name is never a path": (
        "ui/web/library/test_uploads.py::test_uploads_are_copied_under_random_names_with_known_suffixes_only",
        "ui/web/library/test_uploads.py::test_a_shown_path_stays_within_its_folder",
        "ui/web/library/test_uploads.py::test_only_files_that_the_server_received_are_taken",
        "ui/web/library/test_arrivals.py::test_a_file_is_its_senders_and_given_once",
        "ingest/formats/mail/test_mail.py::test_the_name_of_an_attachment_is_no_path",
        "ingest/folder/test_files.py::test_link_that_leads_outside_is_left_out",
        "ingest/test_stopping.py::test_a_file_that_became_a_link_out_of_its_folder_is_not_read",
    ),
    "2 sources are not served as files": (
        "ui/web/test_safety.py::test_files_of_this_machine_are_not_served",
        "ui/web/test_guard.py::test_every_answer_has_the_security_headers",
        "ui/web/test_browser_pages.py::test_pages_are_given_by_id_alone_and_behind_the_guard",
    ),
    "3 gradio serves no file and goes nowhere": (
        "ui/web/test_safety.py::test_files_of_this_machine_are_not_served",
        "ui/web/test_guard.py::test_nothing_is_fetched_from_elsewhere_for_a_visitor",
    ),
    "4 nothing is fetched by address": (
        "ui/web/test_guard.py::test_nothing_is_fetched_from_elsewhere_for_a_visitor",
        "ingest/formats/web/test_web.py::test_entities_are_not_fetched",
    ),
    "5 parsing has limits and no network": (
        "ingest/sandbox/test_sandbox.py::test_a_file_that_eats_memory_is_stopped",
        "ingest/sandbox/test_sandbox.py::test_a_file_that_takes_too_long_is_given_up",
        "ingest/sandbox/test_sandbox.py::test_the_child_has_no_network",
        "ingest/sandbox/test_sandbox.py::test_the_child_has_no_secrets",
        "ingest/sandbox/test_painting.py::test_the_child_has_no_secrets",
        "ingest/sandbox/test_sandbox.py::test_native_code_of_the_child_and_what_it_starts_have_no_network",
        "ingest/sandbox/test_sandbox.py::test_a_crash_costs_one_file",
        "ingest/sandbox/test_painting.py::test_a_crash_of_the_child_is_one_message",
    ),
    "6 archives and XML are checked first": (
        "ingest/formats/packed/test_zipped.py::test_too_many_entries_are_refused",
        "ingest/formats/packed/test_zipped.py::test_a_bomb_is_refused_by_its_ratio",
        "ingest/formats/packed/test_zipped.py::test_names_that_lead_out_are_refused",
        "ingest/formats/packed/test_tarred.py::test_bombs_are_refused_in_the_child_too",
        "ingest/formats/packed/test_tarred.py::test_links_and_devices_are_neither_followed_nor_opened",
        "ingest/formats/packed/test_tarred.py::test_what_has_a_name_that_leads_out_is_left_out_and_named",
        "ingest/formats/packed/test_zipped.py::test_xml_with_entities_is_refused",
    ),
    "7 PDF has bounds": (
        "ingest/formats/pdf/test_pdf.py::test_too_many_pages_are_refused",
        "ingest/formats/pdf/test_pdf.py::test_an_encrypted_file_asks_for_its_password",
        "ingest/formats/pdf/test_pdf_hostile.py::test_a_hostile_file_costs_one_error",
    ),
    "8 tables have bounds": (
        "ingest/formats/sheets/test_sheets.py::test_too_many_rows_are_refused",
        "ingest/formats/sheets/test_sheets.py::test_the_cells_of_all_sheets_count_towards_the_bound",
        "ingest/formats/plain/test_text.py::test_an_endless_cell_is_refused",
    ),
    "9 nothing that was written by others runs": (
        "security/test_source.py::test_nothing_is_loaded_that_can_run",
        "security/test_source.py::test_nothing_is_evaluated",
        "security/test_source.py::test_no_shell_is_asked",
        "security/test_source.py::test_no_model_brings_code_of_its_own",
        "security/test_source.py::test_templates_are_rendered_by_one_file_in_a_sandbox",
    ),
    "10 GGUF headers are checked with our own bounds": (
        "ragqa/generation/gguf/test_models.py::test_a_damaged_header_is_read_or_refused_but_never_crashes",
        "ragqa/generation/gguf/test_models.py::test_a_chat_template_of_more_than_a_mib_is_refused",
        "ragqa/generation/prompting/test_rendering.py::test_a_bomb_is_a_refusal",
        "ragqa/generation/prompting/test_rendering.py::test_nothing_gets_out_of_the_sandbox",
        "ragqa/generation/prompting/test_rendering.py::test_one_who_got_out_can_do_nothing",
    ),
    "11 retrieved text is data": (
        "test_injections.py::test_the_document_stands_inside_a_fence_that_it_cannot_forge",
        "ragqa/answer/test_fence.py::test_an_author_who_knows_every_mark_so_far_gets_yet_another",
        "test_injections.py::test_a_refusal_stays_a_refusal",
        "ragqa/generation/prompting/test_mixtral.py::test_no_text_forges_a_mark_of_the_template",
        "ragqa/generation/prompting/test_formats.py::test_no_text_forges_a_mark",
        "ragqa/generation/prompting/test_formats.py::test_a_user_defined_token_is_found_in_any_text_but_not_in_one_of_others",
    ),
    "12 what is shown is escaped": (
        "ui/web/test_browser.py::test_hostile_names_documents_and_answers_are_shown_as_text",
        "ui/web/test_safety.py::test_markup_that_slips_through_does_not_run",
        "ui/web/chat/test_answer.py::test_no_answer_makes_a_tag_or_attribute_of_its_own",
        "ui/web/chat/test_answer.py::test_no_link_and_no_picture_comes_of_markdown",
        "ui/web/test_browser_markdown.py::test_lists_and_tables_are_shown_and_their_markers_open_the_source",
        "ui/export/test_marked.py::test_nothing_in_it_is_fetched_or_run",
        "ui/export/test_marked.py::test_what_only_looks_like_code_fetches_nothing",
        "ui/export/test_marked.py::test_code_has_no_name_by_which_it_would_be_drawn_or_run",
        "ui/export/test_word.py::test_hostile_text_is_only_text",
    ),
    "13 accounts and one authorisation function": (
        "ragqa/access/test_identity.py::test_the_table_of_roles_actions_and_collections",
        "ragqa/access/test_passwords.py::test_an_unknown_user_takes_the_same_work",
        "ragqa/access/test_throttle.py::test_the_first_few_cost_nothing_then_each_doubles_the_wait",
        "ragqa/access/test_keys.py::test_only_its_hash_is_stored",
        "ragqa/access/test_keys.py::test_a_revoked_key_opens_nothing",
        "ragqa/access/test_logins.py::test_a_login_is_whose_it_is_until_it_is_over",
        "ragqa/store/scoping/test_seen.py::test_search_finds_only_what_may_be_seen",
        "ui/test_access.py::test_other_addresses_are_refused_until_somebody_could_come_in",
        "ui/cli/test_users.py::test_a_password_is_no_argument",
        "ui/cli/test_users.py::test_a_key_is_shown_once_alone_on_standard_output",
        "ui/api/test_access.py::test_no_route_answers_without_a_key",
        "ui/api/test_access.py::test_roles_may_do_what_the_table_says",
        "ui/api/test_access.py::test_wrong_keys_are_slowed_down_and_right_ones_are_not",
        "ui/api/test_access.py::test_who_may_not_add_is_refused_before_a_body_is_sent",
        "ui/api/test_access.py::test_an_answer_ends_when_its_key_is_revoked",
        "ui/web/test_entrance.py::test_nothing_answers_without_a_login",
        "ui/web/test_entrance.py::test_a_login_is_a_cookie_that_no_script_and_no_other_site_has",
        "ui/web/test_entrance_rights.py::test_a_reader_who_calls_the_handlers_directly_changes_nothing",
        "ui/web/test_entrance_rights.py::test_a_tab_belongs_to_its_first_user",
        "ui/web/test_entrance_rights.py::test_a_user_of_one_collection_sees_and_changes_nothing_else",
        "ui/web/test_entrance_rights.py::test_a_role_that_changes_counts_for_logins_that_are_there",
        "ui/test_serving.py::test_page_and_api_are_served_by_https",
        "ragqa/access/test_audit.py::test_a_line_says_who_did_what_to_which_document",
        "security/test_modes.py::test_the_index_and_what_lies_beside_it_are_their_owners_alone",
        "ragqa/access/test_audit.py::test_nobody_fills_the_file_by_trying_on",
        "ragqa/store/test_lock.py::test_whoever_is_refused_is_told_no_secret_of_the_owner",
    ),
    "14 other origins and names are refused": (
        "ui/web/test_entrance.py::test_no_other_site_logs_anybody_in_or_out",
        "ui/web/test_guard.py::test_requests_of_other_sites_are_refused_in_one_sentence",
        "ui/web/test_safety.py::test_a_page_that_points_its_own_name_here_is_refused",
    ),
    "15 the queue is bounded": (
        "ui/api/test_app.py::test_a_full_queue_says_so_and_a_place_is_given_back_once",
        "ui/web/test_server.py::test_a_request_that_does_not_end_is_not_read_for_ever",
        "ui/api/test_running.py::test_all_that_takes_long_takes_a_place_and_lists_do_not",
        "ui/api/test_running.py::test_when_nobody_waits_for_a_summary_the_model_stops",
        "ui/web/test_entrance_rights.py::test_pictures_that_take_long_keep_nobody_else_waiting",
    ),
    "16 nothing leaves the machine, logs hold no text": (
        "security/test_logs.py::test_the_log_of_the_api_holds_no_text",
        "security/test_logs.py::test_the_log_of_the_page_holds_no_text",
        "security/test_logs.py::test_an_event_that_no_handler_takes_is_not_printed",
        "security/test_logs.py::test_the_log_of_an_error_that_nobody_foresaw_holds_no_text",
        "ui/web/test_visiting.py"
        "::test_what_goes_wrong_in_a_handler_is_shown_and_its_words_are_not_printed",
        "test_package.py::test_tests_cannot_reach_another_machine",
        "ui/cli/test_process.py::test_nothing_is_told_to_others_although_the_environment_says_so",
        "ragqa/embedding/test_onnx_embeddings.py"
        "::test_the_library_writes_no_identifier_and_sends_nothing_home",
    ),
    "17 a kill leaves an index that answers": (
        "ingest/test_killing.py"
        "::test_twenty_kills_leave_an_index_that_answers_and_the_next_run_makes_it_whole",
    ),
    "18 one writer, known by name": (
        "ragqa/store/test_lock.py::test_a_second_writer_is_told_who_holds_the_lock",
        "ragqa/store/test_lock.py::test_the_lock_is_free_after_an_exception",
    ),
    "19 an index knows what it was made with": (
        "ragqa/test_index.py::test_another_embedder_is_refused_with_both_names",
        "ragqa/test_index.py::test_another_splitter_is_refused_only_to_write",
    ),
    "20 failures of disk, model and client are messages": (
        "ragqa/test_full_disk.py::test_a_full_disk_is_named_what_was_stored_answers_and_room_mends_it",
        "ragqa/test_full_disk.py::test_a_read_only_index_answers_and_is_named_where_it_would_be_changed",
        "ragqa/generation/llama/test_llm.py::test_a_missing_file_is_named",
        "ragqa/generation/llama/test_llm_turns.py::test_an_abandoned_stream_gives_its_turn_back",
    ),
    "21 one may cancel and ask again": (
        "ragqa/generation/llama/test_llm_turns.py::test_one_may_cancel_and_ask_again_at_once_fifty_times",
        "ragqa/generation/llama/test_llm_turns.py::test_closing_waits_for_the_running_answer",
        "ui/web/test_browser.py::test_stop_ends_the_generation_and_the_next_question_is_answered",
    ),
    "22 doctor tells and repairs": (
        "ui/test_doctor.py::test_a_folder_that_cannot_be_written_is_named",
        "ui/test_doctor.py::test_a_real_model_generates_and_tells_the_truth_about_the_gpu",
        "ui/cli/test_backup.py::test_doctor_repairs_what_differs_and_says_what_was_done",
    ),
}
"""Tests by point, each as FILE::NAME below ``tests``."""

WITHOUT: Mapping[str, str] = {
    "8": "no export to a table exists, so none escapes = + - @",
    "9": "that str.format is called of constant templates alone is a rule that no test checks",
}
"""By number of the point: what no test holds."""


def table() -> str:
    """The points with links to the files of their tests, as README.md has them."""
    rows = ["| point | tests in |", "|---|---|"]
    for point, places in TESTS.items():
        files = dict.fromkeys(place.split("::")[0] for place in places)
        links = ", ".join(f"[{Path(file).stem}](tests/{file})" for file in files)
        missing = WITHOUT.get(point.split()[0])
        rows.append(f"| {point} | {links}{f' (not held: {missing})' if missing else ''} |")
    return "\n".join(rows)


def fill(text: str) -> str:
    """``text`` with the table between its markers made anew."""
    whole = f"<!-- security -->\n{table()}\n<!-- /security -->"
    return re.sub("<!-- security -->.*?<!-- /security -->", lambda _: whole, text, flags=re.DOTALL)


def main() -> None:
    """Rewrite ./README.md: ``python -m tests.security.points``."""
    readme = Path("README.md")
    readme.write_text(fill(readme.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
