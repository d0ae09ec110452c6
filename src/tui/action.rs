//! The one table of actions: name, where it holds, default keys, and what it does.
//!
//! Keymap, palette, footer, help and documentation all read it. A new action is one row here and one
//! arm where its screen acts on it.

/// Declares the contexts with the names that keymap files use.
macro_rules! contexts {
    ($($variant:ident $name:literal $title:literal;)+) => {
        /// Where a key is pressed; an inner context comes before an outer one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Context { $(#[doc = $title] $variant,)+ }

        impl Context {
            /// Lists every context, in the order of the help.
            pub const ALL: &'static [Context] = &[$(Context::$variant,)+];

            /// Gives the name that keymap files use.
            pub fn name(self) -> &'static str {
                match self { $(Context::$variant => $name,)+ }
            }

            /// Gives the heading in the help.
            pub fn title(self) -> &'static str {
                match self { $(Context::$variant => $title,)+ }
            }
        }
    };
}

contexts! {
    Anywhere "anywhere" "Anywhere, even while typing";
    Global "global" "On every screen";
    List "list" "In a list";
    Account "account" "In an account";
    Inbox "inbox" "In the inbox";
    Brief "brief" "In a brief";
    Menu "menu" "In the lookup, a picker, the palette";
    Lookup "lookup" "In the lookup";
    Form "form" "In a form";
    Prose "prose" "In a text of many lines";
    Capture "capture" "While capturing";
    Chips "chips" "On what a captured line means";
    Sweep "sweep" "In the sweep that ends a call";
    Import "import" "While bringing files in";
    Merge "merge" "While making two records one";
    Question "question" "When asked yes or no";
    Line "line" "In a line being typed";
}

/// Declares the actions.
macro_rules! actions {
    ($($variant:ident $context:ident $name:literal [$($key:literal),*] $help:literal;)+) => {
        /// Something that a key, the palette or the mouse can make the workbench do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $(#[doc = $help] $variant,)+ }

        impl Action {
            /// Lists every action, in the order of the help.
            pub const ALL: &'static [Action] = &[$(Action::$variant,)+];

            /// Gives the name that keymap files and the palette use.
            pub fn name(self) -> &'static str {
                match self { $(Action::$variant => $name,)+ }
            }

            /// Says what it does, in a few words.
            pub fn help(self) -> &'static str {
                match self { $(Action::$variant => $help,)+ }
            }

            /// Says where it holds.
            pub fn context(self) -> Context {
                match self { $(Action::$variant => Context::$context,)+ }
            }

            /// Gives the keys it has where nobody chose others.
            pub fn keys(self) -> &'static [&'static str] {
                match self { $(Action::$variant => &[$($key),*],)+ }
            }
        }
    };
}

actions! {
    Lookup Anywhere "lookup" ["ctrl-p", "f6"] "look up anything";
    Interrupt Anywhere "interrupt" ["ctrl-c"] "leave what is open; on Today, quit";
    Suspend Anywhere "suspend" ["ctrl-z"] "put the workbench in the background";
    Redraw Anywhere "redraw" ["ctrl-l"] "draw the whole screen anew";
    Keys Anywhere "keys-here" ["f1", "f8"] "keys of what is open";

    Back Global "back" ["esc"] "back to where you were";
    Quit Global "quit" ["q"] "quit";
    Help Global "help" ["?"] "keys for this place";
    Palette Global "palette" [":"] "every action by name";
    Capture Global "capture" ["a"] "capture a line";
    Undo Global "undo" ["u"] "undo";
    Redo Global "redo" ["U", "ctrl-r"] "redo";
    Backward Global "backward" ["["] "the place before";
    Forward Global "forward" ["]"] "the place after";
    GoToday Global "today" ["g t"] "Today";
    GoWeek Global "week" ["g w"] "Week: the days ahead";
    GoCalendar Global "calendar" ["g c"] "Calendar: the month";
    GoAccounts Global "accounts" ["g a"] "Accounts";
    GoNeeds Global "needs" ["g n"] "Needs over all accounts";
    GoTrends Global "trends" ["g r"] "Trends";
    GoFights Global "fighting-for" ["g f"] "Fighting for: what we ask of our own";
    GoPromises Global "promises" ["g p"] "Promises over all accounts";
    GoAgreements Global "agreements" ["g e"] "Agreements by notice date";
    GoPeople Global "people" ["g o"] "People over all accounts";
    GoQuestions Global "questions" ["g q"] "Questions: what we don't know yet";
    GoInbox Global "inbox" ["g i"] "Inbox: lines without an account";
    Guests Global "guests" ["g u"] "Guests of meetings whom nobody knows: take them as people, or let them go";
    GoHistory Global "history-of-book" ["g h"] "History: what was changed";
    GoTrash Global "trash" ["g x"] "Trash: what was deleted";
    GoSaved Global "saved" ["r"] "open what was saved last";
    Drafts Global "drafts" ["g d"] "Drafts: typed and not saved";
    Import Global "import" ["I"] "bring in files of any program";
    Present Global "present" ["P"] "hide private facts on a shared screen";
    Themes Global "theme" ["T"] "choose a theme";

    Open List "open" ["enter"] "open";
    Step List "step" ["space"] "do its next step";
    New List "new" ["n"] "new";
    Edit List "edit" ["e"] "edit";
    Move List "move" ["m"] "move on to another state";
    Link List "link" ["L"] "link to another record";
    Brief List "brief" ["b"] "the brief before the meeting";
    Call List "call" ["c"] "call mode";
    Filter List "filter" ["/"] "filter this list";
    Sort List "sort" ["s"] "sort by something else";
    Group List "group" ["S"] "group by something else";
    Mark List "mark" ["v"] "mark, for one action over many";
    History List "history" ["."] "its history";
    Snooze List "snooze" ["z"] "put it off until a day";
    Specialist List "specialist" ["C"] "call in a specialist for a problem";
    Paper List "paper" ["B"] "its own page: case, recap, handover";
    Copy List "copy" ["y"] "copy";
    Merge List "merge" ["M"] "make it one with another record";
    Tomorrow List "tomorrow" ["t"] "tomorrow's meetings";
    Delete List "delete" ["D", "delete"] "delete";
    Pane List "pane" ["tab", "shift-tab"] "to the other side";
    Right List "right" ["right", "l"] "to the detail";
    Left List "left" ["left", "h"] "to the list";
    Down List "down" ["j", "down"] "next";
    Up List "up" ["k", "up"] "previous";
    First List "first" ["g g", "home"] "first";
    Last List "last" ["G", "end"] "last";
    PageDown List "page-down" ["pgdn", "ctrl-d", "ctrl-f"] "a page down";
    PageUp List "page-up" ["pgup", "ctrl-u", "ctrl-b"] "a page up";

    Section1 Account "overview" ["1"] "Overview";
    Section2 Account "needs-here" ["2"] "Needs: problems, trends";
    Section3 Account "debts" ["3"] "Debts: promises, fights, agreements";
    Section4 Account "people-here" ["4"] "People";
    Section5 Account "timeline" ["5"] "Timeline: touchpoints, learnings";
    Section6 Account "why-they-stay" ["6"] "Why they stay";
    Chart Account "chart" ["o"] "the organisation chart";

    File Inbox "file" ["f", "space"] "file it under an account, the likeliest first";

    Depth Brief "depth" ["d"] "another depth of the page";
    Audience Brief "audience" ["A"] "for whose eyes: the team's, yours alone, the customer's";
    Write Brief "write" ["w"] "write it to a file";

    MenuNext Menu "menu-next" ["down", "ctrl-n"] "next";
    MenuPrevious Menu "menu-previous" ["up"] "previous";
    MenuPageDown Menu "menu-page-down" ["pgdn"] "a page down";
    MenuPageUp Menu "menu-page-up" ["pgup"] "a page up";
    MenuChoose Menu "choose" ["enter"] "choose";
    MenuMark Menu "menu-mark" ["tab"] "mark, where several can be chosen";
    MenuLeave Menu "leave" ["esc"] "back to where you were";

    Act Lookup "act" ["tab"] "act on it with the keys of a list, or type on";

    FormNext Form "form-next" ["tab", "down"] "next field";
    FormPrevious Form "form-previous" ["shift-tab", "up"] "previous field";
    FormEnter Form "form-enter" ["enter"] "choose, or save";
    FormSave Form "save" ["ctrl-s", "f5"] "save";
    FormEditor Form "editor" ["ctrl-x ctrl-e", "f4"] "write it in your editor";
    FormMore Form "more-fields" ["f2"] "all fields, or the first ones";
    FormDraft Form "form-draft" ["f3"] "take the draft from before, or begin without it";
    FormLeave Form "form-leave" ["esc"] "leave, the draft is kept";

    ProseUp Prose "prose-up" ["up"] "line up";
    ProseDown Prose "prose-down" ["down"] "line down";
    ProseBreak Prose "prose-break" ["enter"] "new line";
    ProseUndo Prose "prose-undo" ["ctrl-_", "ctrl-7"] "take back a word typed";
    ProseRedo Prose "prose-redo" ["alt-z"] "type it again";
    ProseSelect Prose "prose-select" ["ctrl-space", "f7"] "begin or end a selection";
    ProseSelectLeft Prose "prose-select-left" ["shift-left"] "select a letter left";
    ProseSelectRight Prose "prose-select-right" ["shift-right"] "select a letter right";
    ProseSelectUp Prose "prose-select-up" ["shift-up"] "select a line up";
    ProseSelectDown Prose "prose-select-down" ["shift-down"] "select a line down";
    ProseSelectHome Prose "prose-select-home" ["shift-home"] "select to the beginning";
    ProseSelectEnd Prose "prose-select-end" ["shift-end"] "select to the end";
    ProseCut Prose "prose-cut" ["ctrl-w"] "cut the selection, or the word before";

    CaptureSave Capture "capture-save" ["enter"] "save the line";
    CaptureChips Capture "capture-chips" ["tab"] "to what the line means, and back";
    CaptureLeave Capture "capture-leave" ["esc"] "leave, the line is kept";
    CaptureEarlier Capture "capture-earlier" ["up"] "the line before";
    CaptureLater Capture "capture-later" ["down"] "the line after";
    CallMore Capture "call-more" ["pgdn"] "in a call: the next page of its side";
    CallLess Capture "call-less" ["pgup"] "in a call: the page before";

    ChipNext Chips "chip-next" ["right"] "the next thing that is understood";
    ChipPrevious Chips "chip-previous" ["left"] "the one before";
    ChipDrop Chips "chip-drop" ["space", "backspace"] "it is only text; in doubt: what is offered";
    ChipLeave Chips "chip-leave" ["tab", "esc"] "back to the line";

    SweepOwe Sweep "sweep-promise" ["p", ">"] "it is a promise of ours";
    SweepWait Sweep "sweep-theirs" ["t", "<"] "it is a promise of theirs";
    SweepProblem Sweep "sweep-problem" ["b", "!"] "it is a problem";
    SweepWhy Sweep "sweep-why" ["w", "="] "it is the next why";
    SweepNeed Sweep "sweep-need" ["n"] "it is what they need";
    SweepAsk Sweep "sweep-question" ["q", "?"] "it is a question to ask";
    SweepFact Sweep "sweep-fact" ["f", "*"] "it is a fact";
    SweepQuote Sweep "sweep-quote" ["u"] "it is in their own words";
    SweepGot Sweep "sweep-got" ["g"] "it is what they gave us";
    SweepGave Sweep "sweep-gave" ["v"] "it is what we gave them";
    SweepFight Sweep "sweep-fight" ["x", "^"] "it is something to fight for";
    SweepComplaint Sweep "sweep-complaint" ["c"] "it is a complaint";
    SweepFirst Sweep "sweep-first" ["1"] "the first of those who may be meant";
    SweepSecond Sweep "sweep-second" ["2"] "the second of them";
    SweepThird Sweep "sweep-third" ["3"] "the third of them";
    SweepFourth Sweep "sweep-fourth" ["4"] "the fourth of them";
    SweepNote Sweep "sweep-note" ["space", "enter"] "it stays a note";
    SweepRetype Sweep "sweep-retype" ["e"] "type it anew";
    SweepBack Sweep "sweep-back" ["up", "backspace"] "one back";
    SweepLeave Sweep "sweep-leave" ["esc"] "back to the call";

    ImportNext Import "import-next" ["down", "j"] "next";
    ImportPrevious Import "import-previous" ["up", "k"] "previous";
    ImportPageDown Import "import-page-down" ["pgdn", "ctrl-d", "ctrl-f"] "a page down";
    ImportPageUp Import "import-page-up" ["pgup", "ctrl-u", "ctrl-b"] "a page up";
    ImportFirst Import "import-first" ["home", "g g"] "first";
    ImportLast Import "import-last" ["end", "G"] "last";
    ImportChoose Import "import-choose" ["enter"] "what this column is";
    ImportKind Import "import-kind" ["tab"] "what a row is";
    ImportSkip Import "import-skip" ["x"] "leave this column out, or keep it in no field";
    ImportGo Import "import-go" ["ctrl-s", "f5"] "go on: show the plan, then bring it in";
    ImportMap Import "import-columns" ["m"] "say which column is what";
    ImportReading Import "import-reading" ["r"] "how the file is read: letters, decimal sign, dates, currency";
    ImportForget Import "import-forget" ["f"] "forget what is remembered of this header";
    ImportTheirs Import "import-theirs" ["t"] "take the file's value where both sides moved";
    ImportWrite Import "import-write" ["w"] "write the columns to a file, for the shell";
    ImportHelp Import "import-help" ["?"] "what this page says, and its keys";
    ImportLeave Import "import-leave" ["esc", "q"] "back";

    MergeNext Merge "merge-next" ["down", "j"] "next field";
    MergePrevious Merge "merge-previous" ["up", "k"] "previous field";
    MergeTake Merge "merge-take" ["space"] "take the other value of this field";
    MergeTurn Merge "merge-turn" ["tab"] "let the other one stay";
    MergeDo Merge "merge-do" ["enter", "ctrl-s", "f5"] "make them one";
    MergeApart Merge "merge-apart" ["x"] "they are two: ask no more";
    MergeLeave Merge "merge-leave" ["esc", "q"] "back";

    Yes Question "yes" ["y", "enter"] "yes";
    No Question "no" ["n", "esc", "q"] "no";

    LineLeft Line "line-left" ["left", "ctrl-b"] "a letter left";
    LineRight Line "line-right" ["right", "ctrl-f"] "a letter right";
    LineWordLeft Line "line-word-left" ["alt-b", "ctrl-left", "alt-left"] "a word left";
    LineWordRight Line "line-word-right" ["alt-f", "ctrl-right", "alt-right"] "a word right";
    LineHome Line "line-home" ["home", "ctrl-a"] "to the beginning";
    LineEnd Line "line-end" ["end", "ctrl-e"] "to the end";
    LineRub Line "line-rub" ["backspace", "ctrl-h"] "delete the letter before";
    LineDelete Line "line-delete" ["delete", "ctrl-d"] "delete the letter here";
    LineRubWord Line "line-rub-word" ["ctrl-w", "alt-backspace"] "delete the word before";
    LineRubAll Line "line-rub-all" ["ctrl-u"] "delete to the beginning";
    LineKill Line "line-kill" ["ctrl-k"] "delete to the end";
    LineYank Line "line-yank" ["ctrl-y"] "bring back what was deleted";
}

impl Action {
    /// Finds an action by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|action| action.name() == name)
    }
}

/// Keys that hold in another context than their action's own: what works while typing has a plain key where nobody types.
pub const ELSEWHERE: &[(Context, &str, Action)] = &[(Context::Global, "p", Action::Lookup)];

impl Action {
    /// Gives what else people call it, for whoever looks for it by a word of their own.
    pub fn called(self) -> &'static str {
        match self {
            Action::New => "add create make plan",
            Action::Lookup => "search find who where",
            Action::GoSaved => "last made added recent",
            Action::Filter => "search find only",
            Action::Delete => "remove erase trash",
            Action::GoTrash => "restore bring back recover deleted undelete",
            Action::Undo => "take back revert",
            Action::Redo => "again",
            Action::Write => "export save file markdown print",
            Action::Paper => "export case recap handover",
            Action::Brief => "export print prepare meeting",
            Action::Copy => "clipboard yank",
            Action::Themes => "colour color dark light appearance",
            Action::Present => "private hide share screen",
            Action::Chart => "organisation organization org chart people",
            Action::Call => "phone telephone ring",
            Action::Import => "csv vcard calendar load open file",
            Action::GoHistory | Action::History => "log changes journal",
            Action::Snooze => "later remind sleep postpone",
            Action::Move => "state status done close",
            Action::Merge => "duplicate join same",
            Action::Quit => "exit leave close",
            Action::Help => "keys shortcuts",
            Action::Capture => "note write down log add",
            Action::Edit => "change rename modify",
            _ => "",
        }
    }

    /// Says whether it leads out of what lies over the screen.
    pub fn leaves(self) -> bool {
        matches!(
            self,
            Action::Back
                | Action::MenuLeave
                | Action::FormLeave
                | Action::CaptureLeave
                | Action::ChipLeave
                | Action::SweepLeave
                | Action::ImportLeave
                | Action::MergeLeave
                | Action::No
        )
    }

    /// Says whether it only moves about in a list.
    pub fn moves(self) -> bool {
        matches!(
            self,
            Action::Pane
                | Action::Right
                | Action::Left
                | Action::Down
                | Action::Up
                | Action::First
                | Action::Last
                | Action::PageDown
                | Action::PageUp
        )
    }
}

impl Context {
    /// Finds a context by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|context| context.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_action_has_a_name_of_its_own_and_says_what_it_does() {
        let names: BTreeSet<&str> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert!(
                !action.help().is_empty() && !action.help().ends_with('.'),
                "{}",
                action.name()
            );
            assert!(!action.keys().is_empty(), "{} has a key", action.name());
            assert_eq!(Action::named(action.name()), Some(*action));
        }
    }
}
