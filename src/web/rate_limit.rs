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
    /// Asked again and again while somebody types.
    MeasurePassword,
}

/// What is asked while typing may come so many times as often.
const TYPING: u32 = 6;

pub struct RateLimits {
    limiter: DefaultKeyedRateLimiter<(Action, IpAddr)>,
    while_typing: DefaultKeyedRateLimiter<(Action, IpAddr)>,
    clock: DefaultClock,
}

impl RateLimits {
    /// `per_minute` tries from one address for each action, in a burst or spread out.
    pub fn new(per_minute: NonZeroU32) -> Self {
        let typing = NonZeroU32::new(per_minute.get().saturating_mul(TYPING)).unwrap_or(per_minute);
        Self {
            limiter: RateLimiter::keyed(Quota::per_minute(per_minute)),
            while_typing: RateLimiter::keyed(Quota::per_minute(typing)),
            clock: DefaultClock::default(),
        }
    }

    pub fn check(&self, action: Action, address: IpAddr) -> AppResult<()> {
        let limiter = match action {
            Action::MeasurePassword => &self.while_typing,
            Action::SignIn | Action::SignUp | Action::SendMail | Action::EnterCode => &self.limiter,
        };
        limiter.check_key(&(action, household(address))).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            AppError::TooMany { retry_after: wait.as_secs() + 1 }
        })
    }

    /// Forgets addresses that have been quiet; called by the schedule.
    pub fn sweep(&self) {
        for limiter in [&self.limiter, &self.while_typing] {
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
