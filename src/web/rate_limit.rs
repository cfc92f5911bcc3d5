//! Limits per address, in memory: they slow a flood from one place. What must
//! hold over all nodes (tries on one account) is counted in the database instead.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::{AppError, AppResult};

/// What is limited, each with a count of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    SignIn,
    SignUp,
    SendMail,
    EnterCode,
    /// Answers about cookies: each leaves a row.
    Choose,
    /// A booking on a public page, with a proof of work.
    Book,
    /// The same without one: a browser without JavaScript, or a program.
    BookUnproven,
    /// Asked again and again while somebody types.
    MeasurePassword,
}

/// What is asked while typing may come so many times as often.
const TYPING: u32 = 6;
/// What comes without a proof of work may come so many times less often.
const UNPROVEN: u32 = 4;

pub struct RateLimits {
    limiter: DefaultKeyedRateLimiter<(Action, IpAddr)>,
    while_typing: DefaultKeyedRateLimiter<(Action, IpAddr)>,
    unproven: DefaultKeyedRateLimiter<(Action, IpAddr)>,
    clock: DefaultClock,
}

impl RateLimits {
    /// `per_minute` tries from one address for each action, in a burst or spread out.
    pub fn new(per_minute: NonZeroU32) -> Self {
        let typing = NonZeroU32::new(per_minute.get().saturating_mul(TYPING)).unwrap_or(per_minute);
        let unproven = NonZeroU32::new(per_minute.get() / UNPROVEN).unwrap_or(NonZeroU32::MIN);
        Self {
            unproven: RateLimiter::keyed(Quota::per_minute(unproven)),
            limiter: RateLimiter::keyed(Quota::per_minute(per_minute)),
            while_typing: RateLimiter::keyed(Quota::per_minute(typing)),
            clock: DefaultClock::default(),
        }
    }

    pub fn check(&self, action: Action, address: IpAddr) -> AppResult<()> {
        let limiter = match action {
            Action::MeasurePassword => &self.while_typing,
            Action::BookUnproven => &self.unproven,
            Action::SignIn
            | Action::SignUp
            | Action::SendMail
            | Action::EnterCode
            | Action::Choose
            | Action::Book => &self.limiter,
        };
        limiter.check_key(&(action, household(address))).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            AppError::TooMany { retry_after: wait.as_secs() + 1 }
        })
    }

    /// Forgets addresses that have been quiet; `app` calls it now and then.
    pub fn sweep(&self) {
        for limiter in [&self.limiter, &self.while_typing, &self.unproven] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// An IPv6 customer holds a whole /64; count it as one.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> RateLimits {
        RateLimits::new(NonZeroU32::new(2).unwrap())
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_so_many_tries_for_each_action() {
        let (limits, here) = (limits(), address("192.0.2.7"));
        assert!(limits.check(Action::SignIn, here).is_ok());
        assert!(limits.check(Action::SignIn, here).is_ok());
        let refused = limits.check(Action::SignIn, here);
        assert!(matches!(refused, Err(AppError::TooMany { retry_after: 1..=31 })), "{refused:?}");
        assert!(limits.check(Action::SignUp, here).is_ok());
        assert!(limits.check(Action::SignIn, address("192.0.2.8")).is_ok());
    }

    #[test]
    fn a_customer_with_many_addresses_counts_once() {
        let limits = limits();
        for last in ["1", "2"] {
            assert!(limits.check(Action::SignIn, address(&format!("2001:db8:1:2::{last}"))).is_ok());
        }
        assert!(limits.check(Action::SignIn, address("2001:db8:1:2:ffff::")).is_err());
        assert!(limits.check(Action::SignIn, address("2001:db8:1:3::1")).is_ok());
    }

    #[test]
    fn a_sweep_forgets_nobody_who_is_limited() {
        let (limits, here) = (limits(), address("192.0.2.7"));
        let _ = (limits.check(Action::SignIn, here), limits.check(Action::SignIn, here));
        limits.sweep();
        assert!(limits.check(Action::SignIn, here).is_err());
    }
}
