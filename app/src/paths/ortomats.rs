//! Where administrators run the ortomats and their devices.

use super::{ORTOMATS, encoded, with_query};
use domain::id::{DeviceId, OrtomatId};

pub const NEW_ORTOMAT: &str = "/admin/ortomats/new";

pub const SAVE_ORTOMAT: &str = "/form/save_ortomat";
pub const ADD_DEVICE: &str = "/form/add_device";
pub const ROTATE_DEVICE: &str = "/form/rotate_device";
pub const REVOKE_DEVICE: &str = "/form/revoke_device";

/// Where on the page of an ortomat its devices begin.
pub const DEVICES: &str = "devices";
/// Where on that page the secret of a device is shown, once.
pub const DEVICE_SECRET: &str = "device-secret";
/// Where on that page the devices' reports begin.
pub const DIAGNOSTICS: &str = "diagnostics";

/// An ortomat as it is run: its form, its devices, its code.
#[must_use]
pub fn ortomat(id: &OrtomatId) -> String {
    format!("{ORTOMATS}/{}", encoded(id.as_str()))
}

/// The paper that is stuck on an ortomat.
#[must_use]
pub fn ortomat_label(id: &OrtomatId) -> String {
    format!("{}/label", ortomat(id))
}

/// A device's reports in the page of its ortomat; `period` is a stored word.
#[must_use]
pub fn diagnostics(id: &OrtomatId, device: &DeviceId, period: Option<&str>) -> String {
    let page = with_query(ortomat(id), &[("device", Some(device.as_str())), ("period", period)]);
    format!("{page}#{DIAGNOSTICS}")
}

/// The code of an ortomat's shop window as a file; `format` is `svg` or `png`.
#[must_use]
pub fn ortomat_qr_code(id: &OrtomatId, format: &str) -> String {
    let path = format!("/api/qr-code/ortomat/{}/image", encoded(id.as_str()));
    with_query(path, &[("format", Some(format))])
}

/// Where a device connects, with its secret (contract §2.1). `site` is the address of the site without a slash.
#[must_use]
pub fn device_socket(site: &str, device: &DeviceId, secret: &str) -> String {
    // The scheme of a socket is the site's own with `ws` for `http`.
    let rest = site.strip_prefix("http").unwrap_or(site);
    let parameters = [("device_id", Some(device.as_str())), ("token", Some(secret))];
    with_query(format!("ws{rest}/ws"), &parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_told_where_to_connect_and_as_whom() {
        let device = "locker-01".parse().unwrap();
        assert_eq!(
            device_socket("https://ortomat.com.ua", &device, "a+b/c="),
            "wss://ortomat.com.ua/ws?device_id=locker-01&token=a%2Bb%2Fc%3D"
        );
        assert_eq!(
            device_socket("http://127.0.0.1:3000", &device, "x"),
            "ws://127.0.0.1:3000/ws?device_id=locker-01&token=x"
        );
    }

    #[test]
    fn the_pages_of_an_ortomat_are_below_its_own() {
        let (id, device) = ("каса".parse().unwrap(), "locker-01".parse().unwrap());
        let page = "/admin/ortomats/%D0%BA%D0%B0%D1%81%D0%B0";
        assert_eq!(ortomat_label(&id), format!("{page}/label"));
        assert_eq!(
            diagnostics(&id, &device, Some("week")),
            format!("{page}?device=locker-01&period=week#diagnostics")
        );
        assert_eq!(
            ortomat_qr_code(&"ortomat-1".parse().unwrap(), "svg"),
            "/api/qr-code/ortomat/ortomat-1/image?format=svg"
        );
    }
}
