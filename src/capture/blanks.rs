//! Gives the blanks around marks, and at the ends, pieces of their own, and joins what is text.

use super::parsed::{Piece, PieceKind};

/// Gives the blanks around removed marks, and at the ends, pieces of their own.
pub fn settle_blanks(raw: &str, pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at < pieces.len() {
        let removed = match pieces[at].kind {
            PieceKind::Mark => true,
            PieceKind::Escape => raw[pieces[at].span.clone()].starts_with("--"),
            _ => false,
        };
        if removed && !cut_before(raw, pieces, &mut at) {
            cut_after(raw, pieces, at);
        }
        at += 1;
    }
    trim_ends(raw, pieces);
}

/// Cuts the blanks before a removed mark; not a break of line, which parts what stays.
fn cut_before(raw: &str, pieces: &mut Vec<Piece>, at: &mut usize) -> bool {
    let Some(before) = at
        .checked_sub(1)
        .filter(|b| pieces[*b].kind == PieceKind::Text)
    else {
        return false;
    };
    let span = pieces[before].span.clone();
    let kept = raw[span.clone()]
        .trim_end_matches(|c: char| c.is_whitespace() && c != '\n' && c != '\r')
        .len();
    let text_before = pieces[..=before].iter().any(|p| {
        matches!(p.kind, PieceKind::Text | PieceKind::Name(_))
            && !raw[p.span.clone()].trim().is_empty()
    });
    if kept == span.len() || !text_before || raw[..span.start + kept].ends_with(['\n', '\r']) {
        return false;
    }
    let blank = Piece {
        span: span.start + kept..span.end,
        kind: PieceKind::Blank,
    };
    if kept == 0 {
        pieces[before] = blank;
    } else {
        pieces[before].span.end = span.start + kept;
        pieces.insert(before + 1, blank);
        *at += 1;
    }
    true
}

fn cut_after(raw: &str, pieces: &mut Vec<Piece>, at: usize) {
    let Some(next) = pieces.get(at + 1).filter(|p| p.kind == PieceKind::Text) else {
        return;
    };
    let span = next.span.clone();
    let text = &raw[span.clone()];
    let cut = text.len()
        - text
            .trim_start_matches(|c: char| c.is_whitespace() && c != '\n' && c != '\r')
            .len();
    if cut == 0 {
        return;
    }
    if cut == text.len() {
        pieces[at + 1].kind = PieceKind::Blank;
        return;
    }
    pieces[at + 1].span.start += cut;
    pieces.insert(
        at + 1,
        Piece {
            span: span.start..span.start + cut,
            kind: PieceKind::Blank,
        },
    );
}

fn trim_ends(raw: &str, pieces: &mut Vec<Piece>) {
    let shown = |p: &Piece| matches!(p.kind, PieceKind::Text | PieceKind::Name(_));
    while let Some(first) = pieces.iter().position(shown) {
        let piece = pieces[first].clone();
        let text = &raw[piece.span.clone()];
        let cut = text.len() - text.trim_start().len();
        if piece.kind != PieceKind::Text || cut == 0 {
            break;
        }
        if cut == text.len() {
            pieces[first].kind = PieceKind::Blank;
            continue;
        }
        pieces[first].span.start += cut;
        pieces.insert(
            first,
            Piece {
                span: piece.span.start..piece.span.start + cut,
                kind: PieceKind::Blank,
            },
        );
        break;
    }
    while let Some(last) = pieces.iter().rposition(shown) {
        let piece = pieces[last].clone();
        let text = &raw[piece.span.clone()];
        let kept = text.trim_end().len();
        if piece.kind != PieceKind::Text || kept == text.len() {
            break;
        }
        if kept == 0 {
            pieces[last].kind = PieceKind::Blank;
            continue;
        }
        pieces[last].span.end = piece.span.start + kept;
        pieces.insert(
            last + 1,
            Piece {
                span: piece.span.start + kept..piece.span.end,
                kind: PieceKind::Blank,
            },
        );
        break;
    }
}

/// Joins what is shown of the pieces.
pub fn text_of(raw: &str, pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|p| match &p.kind {
            PieceKind::Text => &raw[p.span.clone()],
            PieceKind::Name(name) => name.as_str(),
            _ => "",
        })
        .collect()
}
