//! Fractions of whole numbers, rounded.

use nanum_contracts::booking::{Rounding, RoundingWay};

/// `amount * times / of`, half a unit counting whole. `amount` is not negative, `of` is at least 1.
pub(super) fn part_of(amount: i64, times: i64, of: i64) -> i64 {
    whole(i128::from(amount) * i128::from(times), i128::from(of), RoundingWay::HalfUp)
}

/// The multiple that an amount is rounded to.
pub(super) fn rounded(amount: i64, Rounding { to, how }: Rounding) -> i64 {
    let to = to.max(1);
    whole(i128::from(amount), i128::from(to), how).saturating_mul(to)
}

/// A quotient of numbers that are not negative, as a whole number.
fn whole(numerator: i128, denominator: i128, how: RoundingWay) -> i64 {
    let (below, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    let up = match how {
        RoundingWay::HalfUp => rest * 2 >= denominator,
        RoundingWay::HalfEven => rest * 2 > denominator || (rest * 2 == denominator && below % 2 != 0),
        RoundingWay::Up => rest > 0,
        RoundingWay::Down => false,
    };
    i64::try_from(below + i128::from(up)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_rounded_as_the_tariff_says() {
        let to_ten = |amount, how| rounded(amount, Rounding { to: 10, how });
        for (amount, half_up, half_even, up, down) in [
            (20, 20, 20, 20, 20),
            (24, 20, 20, 30, 20),
            (25, 30, 20, 30, 20),
            (35, 40, 40, 40, 30),
            (26, 30, 30, 30, 20),
        ] {
            assert_eq!(to_ten(amount, RoundingWay::HalfUp), half_up, "{amount} half up");
            assert_eq!(to_ten(amount, RoundingWay::HalfEven), half_even, "{amount} half even");
            assert_eq!(to_ten(amount, RoundingWay::Up), up, "{amount} up");
            assert_eq!(to_ten(amount, RoundingWay::Down), down, "{amount} down");
        }
    }
}
