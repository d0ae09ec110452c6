//! Colours: read from a theme's file, brought down to what a terminal has, and written for pictures.

use std::collections::BTreeMap;

use ratatui::style::Color;

/// Reads a colour: `#rrggbb`, a name, an index, or `none` for the terminal's own.
pub fn colour(spec: &str, palette: &BTreeMap<String, Color>) -> Option<Color> {
    match spec {
        "none" => Some(Color::Reset),
        _ => palette.get(spec).copied().or_else(|| spec.parse().ok()),
    }
}

/// Gives the nearest of the 240 fixed colours of the usual palette: the cube 16 to 231, the greys above.
pub fn indexed(colour: Color) -> Color {
    let Color::Rgb(r, g, b) = colour else {
        return colour;
    };
    let far = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
    let step = |value: u8| match value {
        0..48 => 0u8,
        48..115 => 1,
        _ => (value - 35) / 40,
    };
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    let cube = [step(r), step(g), step(b)];
    let cube_far = far(r, level(cube[0])) + far(g, level(cube[1])) + far(b, level(cube[2]));
    let mean = u8::try_from((u16::from(r) + u16::from(g) + u16::from(b)) / 3).unwrap_or(u8::MAX);
    let grey = (mean.saturating_sub(3) / 10).min(23);
    let shade = 8 + 10 * grey;
    let grey_far = far(r, shade) + far(g, shade) + far(b, shade);
    Color::Indexed(if grey_far < cube_far {
        232 + grey
    } else {
        16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    })
}

/// Writes a colour as `#rrggbb` for pictures; a colour that only the terminal knows is taken from a usual palette.
pub fn hex(colour: Color, terminal: &str) -> String {
    const USUAL: [&str; 16] = [
        "#1d1f21", "#c05f5f", "#7a9f56", "#c9a052", "#5f87c7", "#9d78b8", "#56a0a0", "#c5c8c6",
        "#666c72", "#e78284", "#a6d189", "#e5c890", "#8caaee", "#ca9ee6", "#81c8be", "#ffffff",
    ];
    let index = match colour {
        Color::Reset => return terminal.into(),
        Color::Rgb(r, g, b) => return format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(index) => index,
    };
    match index {
        0..16 => USUAL[usize::from(index)].into(),
        16..232 => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let cube = index - 16;
            format!(
                "#{:02x}{:02x}{:02x}",
                level(cube / 36),
                level(cube / 6 % 6),
                level(cube % 6)
            )
        }
        _ => {
            let shade = 8 + 10 * (index - 232);
            format!("#{shade:02x}{shade:02x}{shade:02x}")
        }
    }
}
