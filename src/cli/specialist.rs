//! `ally specialist PROBLEM [PERSON]`: who of ours knows this; who was called in, whether it was free, and what they found.

use serde_json::Value;

use super::args::Specialist as Args;
use super::here::Here;
use super::output::{Cell, Table, Tone};
use crate::book::{Book, BookError, Result, Step};
use crate::domain::names::Names;
use crate::domain::record::Body;
use crate::domain::words::Side;
use crate::domain::{Kind, Object, Record, days};
use crate::signals::specialists::{Calling, Specialist, call_in, specialists};

/// Lists who may be called in, or calls somebody in.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let person = args.person.join(" ");
    let writes = !person.is_empty();
    let mut book = if writes {
        here.change()?
    } else {
        here.read(args.reading.as_of.as_deref())?
    };
    let problem = book.find_any(&args.problem)?;
    if problem.kind() != Kind::Problem {
        return Err(BookError::refused(format!(
            "{} is a {}, not a problem",
            problem.short(),
            problem.kind()
        )));
    }
    if writes {
        call(here, &mut book, &problem, &person, args)?;
    } else if args.asked.is_some()
        || args.came.is_some()
        || args.found.is_some()
        || args.free
        || args.charged
    {
        return Err(BookError::usage("nobody is named")
            .hint("ally specialist PROBLEM PERSON writes down who was called in."));
    }
    let problem = book.record(problem.id())?.unwrap_or(problem);
    let ours: Vec<Record> = book
        .loose()?
        .into_iter()
        .filter(|r| matches!(&r.body, Body::Person(b) if b.side == Some(Side::Ours)))
        .collect();
    let problems = book.of_kind(Kind::Problem)?;
    let listed = specialists(&problem, &ours, &problems, here.today());
    if args.reading.json {
        here.out.json(&listed);
        return Ok(());
    }
    say(here, &problem, &listed, ours.len());
    Ok(())
}

fn call(
    here: &mut Here<'_>,
    book: &mut Book,
    problem: &Record,
    person: &str,
    args: &Args,
) -> Result<()> {
    let Body::Problem(body) = &problem.body else {
        return Ok(());
    };
    let who = ours_named(book, person)?;
    let day = |here: &Here<'_>, text: &Option<String>, option: &str| {
        text.as_deref()
            .map(|text| here.past_day(text, option))
            .transpose()
    };
    let calling = Calling {
        who: Some(who),
        asked: day(here, &args.asked, "--asked")?,
        came: day(here, &args.came, "--came")?,
        charged: match (args.free, args.charged) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => None,
        },
        found: args.found.clone(),
    };
    let mut after = problem.clone();
    if let Body::Problem(now) = &mut after.body {
        now.called_in = call_in(&body.called_in, &calling, here.today());
    }
    let one = |value: Option<Value>| {
        Object::from_iter([("called_in".to_owned(), value.unwrap_or_default())])
    };
    book.write(
        "specialist",
        vec![Step::Edit {
            id: problem.id(),
            set: one(after.get("called_in")),
            was: one(problem.get("called_in")),
        }],
    )?;
    Ok(())
}

/// Finds one of ours by name: somebody of theirs who is called the same is not meant.
fn ours_named(book: &mut Book, person: &str) -> Result<crate::domain::Id> {
    let names = Names(
        book.names()?
            .0
            .into_iter()
            .filter(|name| name.kind == Kind::Person && name.ours)
            .collect(),
    );
    match names.person(person, None) {
        crate::domain::names::Found::One(name) => Ok(name.id),
        crate::domain::names::Found::Several(several) => {
            let all: Vec<String> = several
                .iter()
                .map(|n| format!("{} ({})", n.name, n.short))
                .collect();
            Err(BookError::refused(format!(
                "“{person}” could be {}",
                all.join(", ")
            )))
        }
        crate::domain::names::Found::Nobody => Err(BookError::refused(format!(
            "nobody of ours is called “{person}”"
        ))
        .hint("ally list person shows everybody; side=ours makes somebody one of ours.")),
    }
}

fn say(here: &mut Here<'_>, problem: &Record, listed: &[Specialist], ours: usize) {
    let terminal = here.out.is_terminal();
    if terminal {
        here.out.cells(vec![
            Cell::new(Tone::Muted, format!("{}  ", problem.short())),
            Cell::new(Tone::Strong, problem.title()),
        ]);
    }
    if listed.is_empty() {
        here.out.line(if ours == 0 {
            "Nobody of ours is in the book yet.".to_owned()
        } else {
            format!("Of the {ours} of ours nobody is known to know this; ally set PERSON expertise+=WORDS says who does.")
        });
        return;
    }
    let today = here.today();
    let mut table = Table::new(&[]);
    for one in listed {
        let mut state = Vec::new();
        if let Some(called) = &one.called {
            state.extend(
                called
                    .asked
                    .map(|on| format!("asked {}", days::said(on, today))),
            );
            state.extend(
                called
                    .came
                    .map(|on| format!("came {}", days::said(on, today))),
            );
            state.extend(
                called
                    .charged
                    .map(|charged| if charged { "charged" } else { "free of charge" }.to_owned()),
            );
            state.extend(called.found.as_ref().map(|found| format!("found: {found}")));
        }
        let mut before: Vec<String> = one
            .found
            .iter()
            .take(2)
            .map(|f| format!("{}: {}", f.title, f.found))
            .collect();
        if one.free > 0 {
            before.push(format!("{} × free of charge", one.free));
        }
        table.row(vec![
            Cell::new(Tone::Strong, one.name.clone()),
            Cell::new(Tone::Plain, one.knows.join(", ")),
            Cell::new(Tone::Accent, state.join(" · ")),
            Cell::new(Tone::Plain, before.join("; ")),
            Cell::new(Tone::Muted, one.reach.clone().unwrap_or_default()),
            Cell::new(Tone::Muted, one.short.clone()),
        ]);
    }
    here.out.table(&table);
}
