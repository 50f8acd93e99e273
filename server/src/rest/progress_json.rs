//! How far an order is, as its customer's programs read it (contract §1.6).

use domain::{cell::CellNumber, id::OrderNumber, order::progress::OrderProgress};
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Object, ObjectBuilder, RefOr, Schema, Type, schema::SchemaType},
};

/// The domain's own shape.
#[derive(Serialize)]
pub(crate) struct ProgressJson(pub(super) OrderProgress);

impl ToSchema for ProgressJson {
    fn name() -> std::borrow::Cow<'static, str> {
        "OrderProgress".into()
    }
}

impl PartialSchema for ProgressJson {
    fn schema() -> RefOr<Schema> {
        let field = |kind: Type, description: &str| -> Object {
            ObjectBuilder::new()
                .schema_type(kind)
                .description(Some(description))
                .build()
        };
        let fields = [
            (
                "id",
                field(Type::String, "The order's id, which is the customer's secret."),
            ),
            ("number", field(Type::String, "`ORD-…`, which is no secret.")),
            (
                "status",
                field(Type::String, "`pending`, `processing`, `completed` or `failed`."),
            ),
            (
                "stage",
                ObjectBuilder::new()
                    .schema_type(SchemaType::AnyValue)
                    .description(Some(
                        "`AwaitingPayment`, `Connecting`, `Opening` or `Opened`; or an object of one of the keys \
                         `Refunding`, `Refunded`, `Review`, `NotPaid` with the reason as its value.",
                    ))
                    .build(),
            ),
            (
                "cell",
                ObjectBuilder::new()
                    .schema_type(SchemaType::from_iter([Type::Integer, Type::Null]))
                    .description(Some("The number on the door."))
                    .build(),
            ),
            ("total", field(Type::Integer, "In kopiykas.")),
            (
                "product_name",
                field(Type::String, "As it was called when it was ordered."),
            ),
            (
                "can_retry",
                field(
                    Type::Boolean,
                    "An opening is owed, and its command may be sent once more.",
                ),
            ),
        ];
        let object = fields.into_iter().fold(ObjectBuilder::new(), |object, (name, field)| {
            object.property(name, field).required(name)
        });
        object.into()
    }
}

/// What the bank says of a payment.
#[derive(Serialize, ToSchema)]
#[schema(as = PaymentStatus)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentJson {
    pub(super) success: bool,
    /// In Ukrainian, for the customer.
    pub(super) message: &'static str,
    /// `pending`, `completed` or `failed`. The contract knows three words here: a door that is about to open is still
    /// pending.
    pub(super) status: &'static str,
    #[schema(value_type = Option<i32>)]
    pub(super) cell_number: Option<CellNumber>,
    #[schema(value_type = String)]
    pub(super) order_number: OrderNumber,
}

/// A command that was sent once more.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderOpening)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OpeningJson {
    pub(super) success: bool,
    /// In Ukrainian, for the customer.
    pub(super) message: &'static str,
    #[schema(value_type = Option<i32>)]
    pub(super) cell_number: Option<CellNumber>,
    #[schema(value_type = String)]
    pub(super) order_number: OrderNumber,
    /// Always `production`.
    pub(super) mode: &'static str,
    /// The product's name.
    pub(super) product: String,
}
