//! Wakes the islands of a page. They are exported by `app`; linking it here is what puts them into the download.

use app as _;

/// Called once by the script of a page that has an island.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
