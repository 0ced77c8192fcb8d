//! Text from outside made visible and safe; widths.
