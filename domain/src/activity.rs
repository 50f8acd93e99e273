//! The activity log: what happened, in the contract's words (§3.1).

use crate::text_enum;

text_enum! {
    /// What kind of thing happened. The first twenty are the contract's; the rest are ours.
    pub enum ActivityType {
        CellOpened = "CELL_OPENED",
        CellFilled = "CELL_FILLED",
        CellCleared = "CELL_CLEARED",
        CellProductAssigned = "CELL_PRODUCT_ASSIGNED",
        CellError = "CELL_ERROR",
        OrderCreated = "ORDER_CREATED",
        PaymentInitiated = "PAYMENT_INITIATED",
        PaymentSuccess = "PAYMENT_SUCCESS",
        PaymentFailed = "PAYMENT_FAILED",
        OrderCompleted = "ORDER_COMPLETED",
        OrderCancelled = "ORDER_CANCELLED",
        CourierCheckin = "COURIER_CHECKIN",
        CourierRefill = "COURIER_REFILL",
        DeviceOnline = "DEVICE_ONLINE",
        DeviceOffline = "DEVICE_OFFLINE",
        ApiError = "API_ERROR",
        WebsocketCommand = "WEBSOCKET_COMMAND",
        LoginSuccess = "LOGIN_SUCCESS",
        LoginFailed = "LOGIN_FAILED",
        UnauthorizedAccess = "UNAUTHORIZED_ACCESS",
        /// The money of an order starts its way back.
        RefundRequested = "REFUND_REQUESTED",
        /// The bank gave the money back.
        RefundSettled = "REFUND_SETTLED",
        /// A person has to look at an order.
        NeedsReview = "NEEDS_REVIEW",
        /// An administrator added, edited or deleted a person.
        StaffChanged = "STAFF_CHANGED",
        /// A password, a second factor or a one-time link was made or changed.
        CredentialsChanged = "CREDENTIALS_CHANGED",
        /// An administrator added, edited or deleted a product.
        CatalogChanged = "CATALOG_CHANGED",
        /// An administrator added or edited an ortomat or a device.
        FleetChanged = "FLEET_CHANGED",
        /// An administrator changed a setting.
        SettingsChanged = "SETTINGS_CHANGED",
        /// An administrator asked the bank how a payment stands.
        PaymentChecked = "PAYMENT_CHECKED",
        /// An administrator ended the review of an order.
        ReviewResolved = "REVIEW_RESOLVED",
        /// An administrator took data out of the program.
        DataExported = "DATA_EXPORTED",
        /// Everything was replaced by what a backup holds.
        DataRestored = "DATA_RESTORED",
        /// Old entries of this log were forgotten, as the settings say.
        LogTrimmed = "LOG_TRIMMED",
    }
}

text_enum! {
    /// The drawer of the log.
    pub enum Category {
        Cells = "cells",
        Orders = "orders",
        Couriers = "couriers",
        System = "system",
        Security = "security",
        Payment = "payment",
    }
}

text_enum! {
    /// How much an entry matters.
    pub enum Severity {
        Info = "INFO",
        Warning = "WARNING",
        Error = "ERROR",
        Critical = "CRITICAL",
    }
}

impl ActivityType {
    /// Each type lives in one drawer.
    #[must_use]
    pub const fn category(self) -> Category {
        match self {
            Self::CellOpened | Self::CellFilled | Self::CellCleared | Self::CellProductAssigned | Self::CellError => {
                Category::Cells
            }
            Self::OrderCreated
            | Self::OrderCompleted
            | Self::OrderCancelled
            | Self::NeedsReview
            | Self::ReviewResolved => Category::Orders,
            Self::PaymentInitiated
            | Self::PaymentSuccess
            | Self::PaymentFailed
            | Self::PaymentChecked
            | Self::RefundRequested
            | Self::RefundSettled => Category::Payment,
            Self::CourierCheckin | Self::CourierRefill => Category::Couriers,
            Self::DeviceOnline
            | Self::DeviceOffline
            | Self::ApiError
            | Self::WebsocketCommand
            | Self::CatalogChanged
            | Self::FleetChanged
            | Self::SettingsChanged
            | Self::LogTrimmed => Category::System,
            Self::LoginSuccess
            | Self::LoginFailed
            | Self::UnauthorizedAccess
            | Self::StaffChanged
            | Self::CredentialsChanged
            | Self::DataExported
            | Self::DataRestored => Category::Security,
        }
    }
}
