//! Who may knock at a door of the program. Which door has which [`Policy`] is one table in the server; whose things
//! may be touched behind it is decided by the use cases.

use super::Role;

/// The rule of one route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Anybody, signed in or not.
    Everyone,
    /// Whoever holds the secret that the request carries: the link of an order, a one-time link, a bearer token. The
    /// use case checks it.
    SecretHolder,
    /// The bank: its signature over the body is checked.
    Bank,
    /// A device: its own secret is checked.
    Device,
    /// Anybody who is signed in, for what is their own.
    SignedIn,
    /// Only people of these roles, a courier and a doctor for what is their own.
    Only(&'static [Role]),
}

impl Policy {
    pub const ADMIN: Self = Self::Only(&[Role::Admin]);
    pub const DOCTOR: Self = Self::Only(&[Role::Doctor]);
    pub const COURIER: Self = Self::Only(&[Role::Courier]);

    /// Whether somebody with this role, or nobody we know, may come in.
    #[must_use]
    pub fn admits(self, role: Option<Role>) -> bool {
        match self {
            Self::Everyone | Self::SecretHolder | Self::Bank | Self::Device => true,
            Self::SignedIn => role.is_some(),
            Self::Only(roles) => role.is_some_and(|role| roles.contains(&role)),
        }
    }

    /// Whether the answer depends on who is signed in.
    #[must_use]
    pub const fn needs_sign_in(self) -> bool {
        match self {
            Self::SignedIn | Self::Only(_) => true,
            Self::Everyone | Self::SecretHolder | Self::Bank | Self::Device => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_for_one_role_is_shut_for_all_others() {
        assert!(Policy::ADMIN.admits(Some(Role::Admin)));
        for other in [None, Some(Role::Doctor), Some(Role::Courier)] {
            assert!(!Policy::ADMIN.admits(other));
        }
        assert!(!Policy::SignedIn.admits(None) && Policy::SignedIn.admits(Some(Role::Courier)));
        assert!(Policy::Everyone.admits(None));
    }
}
