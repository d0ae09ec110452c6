//! Draws a frame as an SVG picture, for the README and for looking at screens.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::theme::{Role, Theme, hex};
use crate::domain::plain;

/// The size of a cell, in the picture's units.
const CELL: (f32, f32) = (8.4, 18.0);

/// The air around the screen.
const AIR: f32 = 14.0;

/// Writes a frame as SVG, in the colours of its theme.
pub fn svg(buf: &Buffer, theme: &Theme) -> String {
    let page = theme.style(Role::Text);
    let dark = theme.name != "paper" && theme.name != "sandstone";
    let (usual_ink, usual_ground) = if dark {
        ("#d0d0d0", "#16181d")
    } else {
        ("#222222", "#fafafa")
    };
    let ground = page
        .bg
        .map_or_else(|| usual_ground.into(), |colour| hex(colour, usual_ground));
    let ink = page
        .fg
        .map_or_else(|| usual_ink.into(), |colour| hex(colour, usual_ink));
    let (width, height) = (
        f32::from(buf.area.width) * CELL.0 + 2.0 * AIR,
        f32::from(buf.area.height) * CELL.1 + 2.0 * AIR,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" height=\"{height:.0}\" font-family=\"'DejaVu Sans Mono', ui-monospace, 'JetBrains Mono', Menlo, Consolas, monospace\" font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{ground}\"/>\n"
    );
    for y in 0..buf.area.height {
        let mut x = 0;
        while x < buf.area.width {
            let first = &buf[(x, y)];
            let (look, begun) = (first.style(), x);
            let mut text = String::new();
            while x < buf.area.width && buf[(x, y)].style() == look {
                let symbol = buf[(x, y)].symbol();
                text.push_str(symbol);
                x += u16::try_from(plain::width(symbol).max(1)).unwrap_or(1);
            }
            let cells = x.min(buf.area.width) - begun;
            let reversed = look.add_modifier.contains(Modifier::REVERSED);
            let mut fg = look
                .fg
                .map_or_else(|| ink.clone(), |colour| hex(colour, &ink));
            let mut bg = look
                .bg
                .map_or_else(|| ground.clone(), |colour| hex(colour, &ground));
            if reversed {
                std::mem::swap(&mut fg, &mut bg);
            }
            let (left, top) = (AIR + f32::from(begun) * CELL.0, AIR + f32::from(y) * CELL.1);
            // Writing into a string cannot fail.
            if bg != ground {
                let _ = writeln!(
                    svg,
                    "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{bg}\"/>",
                    f32::from(cells) * CELL.0,
                    CELL.1
                );
            }
            let shown = text.trim_end();
            if !shown.is_empty() {
                let lead = shown.len() - shown.trim_start().len();
                let left = left + f32::from(u16::try_from(lead).unwrap_or(0)) * CELL.0;
                let long = f32::from(u16::try_from(plain::width(shown.trim_start())).unwrap_or(0))
                    * CELL.0;
                let mut more = String::new();
                for (modifier, attribute) in [
                    (Modifier::BOLD, " font-weight=\"bold\""),
                    (Modifier::ITALIC, " font-style=\"italic\""),
                    (Modifier::UNDERLINED, " text-decoration=\"underline\""),
                    (Modifier::DIM, " opacity=\"0.7\""),
                ] {
                    if look.add_modifier.contains(modifier) {
                        more.push_str(attribute);
                    }
                }
                let _ = writeln!(
                    svg,
                    "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{long:.1}\" fill=\"{fg}\"{more} xml:space=\"preserve\">{}</text>",
                    top + 13.5,
                    escaped(shown.trim_start())
                );
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
