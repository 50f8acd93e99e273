//! Every page of the site, by its address.

use crate::{
    customer::{
        catalog_page::{CatalogPage, CatalogWithoutOrtomatPage},
        home_page::HomePage,
        not_found_page::NotFoundPage,
        payment_page::PaymentPage,
        product_page::ProductPage,
        register_page::RegisterPage,
        success_page::SuccessPage,
    },
    development::DevelopmentPage,
    staff::{
        account_page::AccountPage,
        admin_page::AdminPage,
        backups::restore_page::RestorePage,
        cells::CellsPage,
        code_page::CodePage,
        courier::{
            fault_page::FaultPage, home_page::CourierPage, ortomat_page::OrtomatPage as CourierOrtomatPage,
            round_page::RoundPage,
        },
        courier_form_page::{EditCourierPage, NewCourierPage},
        doctor_form_page::{EditDoctorPage, NewDoctorPage},
        doctor_page::DoctorPage,
        first_admin_page::FirstAdminPage,
        forbidden_page::ForbiddenPage,
        login_page::{DashboardPage, LoginPage, VerifyEmailPage},
        logs::{entry_page::LogEntryPage, list_page::LogsPage},
        ortomats::{
            edit_page::EditOrtomatPage, label_page::OrtomatLabelPage, list_page::OrtomatsPage, new_page::NewOrtomatPage,
        },
        password_pages::{ForgotPasswordPage, ResetPasswordPage},
        payments::{confirm_page::ConfirmDecisionPage, list_page::PaymentsPage, order_page::OrderPage},
        products::{
            edit_page::{EditProductPage, NewProductPage},
            list_page::ProductsPage,
        },
        second_factor_page::SecondFactorPage,
        settings_page::SettingsPage,
        users_page::UsersPage,
    },
    texts,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

/// The routes. The pages are `Async`: complete, with the right status and title, before the first byte is sent,
/// because half a page means nothing to a browser without JavaScript.
///
/// Where the segments of a path are read: [`crate::page::Address`]. Where paths are written: [`crate::paths`].
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|page: String| texts::title(&page) />
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                <Route path=path!("/catalog") view=CatalogWithoutOrtomatPage ssr=SsrMode::Async />
                <Route path=path!("/catalog/:ortomat") view=CatalogPage ssr=SsrMode::Async />
                <Route path=path!("/product/:product") view=ProductPage ssr=SsrMode::Async />
                <Route path=path!("/payment") view=PaymentPage ssr=SsrMode::Async />
                <Route path=path!("/payment/success") view=SuccessPage ssr=SsrMode::Async />
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async />
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/login/code") view=CodePage ssr=SsrMode::Async />
                <Route path=path!("/forgot-password") view=ForgotPasswordPage ssr=SsrMode::Async />
                <Route path=path!("/reset-password") view=ResetPasswordPage ssr=SsrMode::Async />
                <Route path=path!("/first-admin") view=FirstAdminPage ssr=SsrMode::Async />
                <Route path=path!("/verify-email") view=VerifyEmailPage ssr=SsrMode::Async />
                <Route path=path!("/auth/verify-email") view=VerifyEmailPage ssr=SsrMode::Async />
                <Route path=path!("/forbidden") view=ForbiddenPage ssr=SsrMode::Async />
                <Route path=path!("/dashboard") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
                <Route path=path!("/account/second-factor") view=SecondFactorPage ssr=SsrMode::Async />
                <Route path=path!("/admin") view=AdminPage ssr=SsrMode::Async />
                <Route path=path!("/admin/ortomats") view=OrtomatsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/ortomats/new") view=NewOrtomatPage ssr=SsrMode::Async />
                <Route path=path!("/admin/ortomats/:ortomat") view=EditOrtomatPage ssr=SsrMode::Async />
                <Route path=path!("/admin/ortomats/:ortomat/label") view=OrtomatLabelPage ssr=SsrMode::Async />
                <Route path=path!("/admin/products") view=ProductsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/products/new") view=NewProductPage ssr=SsrMode::Async />
                <Route path=path!("/admin/products/:product") view=EditProductPage ssr=SsrMode::Async />
                <Route path=path!("/admin/settings") view=SettingsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/restore") view=RestorePage ssr=SsrMode::Async />
                <Route path=path!("/admin/ortomats/:ortomat/cells") view=CellsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/users") view=UsersPage ssr=SsrMode::Async />
                <Route path=path!("/admin/users/doctors/new") view=NewDoctorPage ssr=SsrMode::Async />
                <Route path=path!("/admin/users/doctors/:person") view=EditDoctorPage ssr=SsrMode::Async />
                <Route path=path!("/admin/users/couriers/new") view=NewCourierPage ssr=SsrMode::Async />
                <Route path=path!("/admin/users/couriers/:person") view=EditCourierPage ssr=SsrMode::Async />
                <Route path=path!("/admin/payments") view=PaymentsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/payments/:order") view=OrderPage ssr=SsrMode::Async />
                <Route path=path!("/admin/payments/:order/confirm") view=ConfirmDecisionPage ssr=SsrMode::Async />
                <Route path=path!("/admin/logs") view=LogsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/logs/:entry") view=LogEntryPage ssr=SsrMode::Async />
                <Route path=path!("/courier") view=CourierPage ssr=SsrMode::Async />
                <Route path=path!("/courier/ortomats/:ortomat") view=CourierOrtomatPage ssr=SsrMode::Async />
                <Route path=path!("/courier/ortomats/:ortomat/round") view=RoundPage ssr=SsrMode::Async />
                <Route path=path!("/courier/ortomats/:ortomat/fault") view=FaultPage ssr=SsrMode::Async />
                <Route path=path!("/doctor") view=DoctorPage ssr=SsrMode::Async />
                <Route path=path!("/development/components") view=DevelopmentPage ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}
