//! Why a task starts when it does, and rescheduling, by the command line.

use super::Desk;

#[test]
fn why_tells_the_chain_in_sentences_and_as_json() {
    let desk = Desk::new();
    desk.done("add Design est:3d in:ready");
    desk.done("add Build est:2d in:ready after:1");
    assert_eq!(
        desk.done("why 2"),
        "Why does WEB-2 “Build” start on Mon 16 Mar?\n  \
         It waits for WEB-1 “Design”, which ends Fri 13 Mar (finish-to-start).\n  \
         Takes 2d: Mon 16 Mar to Tue 17 Mar, 2 calendar days.\n    \
         WEB-1 “Design” starts with the project, Wed 11 Mar: it waits for nothing.\n    \
         Takes 3d: Wed 11 Mar to Fri 13 Mar, 3 calendar days.\n\
         Nothing to spare: when it slips, the project ends later (total slack 0d).\n"
    );
    let why = desk.json("why web-2 --json");
    let refs: Vec<&str> = why["chain"].as_array().unwrap().iter().map(|it| it["ref"].as_str().unwrap()).collect();
    assert_eq!(refs, ["WEB-2", "WEB-1"]);
    assert_eq!(why["chain"][1]["start"], "2026-03-11T08:00");
    desk.done("add Some day");
    for (line, part) in [("why 3", "inbox"), ("why 9", "there is no task"), ("why", "REF")] {
        let said = desk.refused(line);
        assert!(said.contains(part), "{line}: {said}");
    }
}

#[test]
fn an_edit_tells_what_it_does_to_the_end() {
    let desk = Desk::new();
    desk.done("add Design est:3d in:ready");
    let ran = desk.run("set 1 est:5d");
    assert_eq!((ran.code, ran.err.as_str()), (0, "WEB ends 13 Mar → 17 Mar (+2d)\n"));
    let done = desk.json("undo --json");
    assert_eq!(done["effect"], "WEB ends 17 Mar → 13 Mar (−2d)");
    assert_eq!(desk.run("note 1 read the RFC").err, "");
}

#[test]
fn a_slip_is_told_where_it_lands() {
    let desk = Desk::new();
    for line in ["Design est:3d", "Live kind:milestone after:1", "Print est:1d after:2 due:2026-03-17", "Docs est:30d"]
    {
        desk.done(&format!("add {line} in:ready"));
    }
    assert_eq!(desk.run("set 1 est:5d").err, "WEB-2 “Live” 13 Mar → 17 Mar\n");
    desk.done("unlink 1 2");
    assert_eq!(desk.run("link 1 3").err, "WEB-3 “Print” 11 Mar → 18 Mar, due 17 Mar\n");
    assert_eq!(desk.run("set 3 est:2d").err, "", "what the step was about needs no telling");
    assert_eq!(desk.run("done 1").err, "", "earlier is no slip");
}

#[test]
fn only_plans_that_the_clock_does_not_move_are_rescheduled() {
    let desk = Desk::new();
    desk.done("add Design est:3d in:ready");
    assert!(desk.refused("reschedule").contains("progress rule is live"));
    desk.done("project set progress as-stored");
    let ran = desk.run("reschedule --today 2026-03-18");
    assert_eq!((ran.code, ran.err.as_str()), (0, "WEB ends 13 Mar → 23 Mar (+6d)\n"));
    assert!(desk.refused("reschedule --today 2026-03-18").contains("nothing of WEB"));
}
