//! Where a request came from. Only as many proxies are believed as there are in front of us: everybody else may write
//! what they like into the header.

use app::visitor::ClientAddress;
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// How to find the address of a client.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddresses {
    /// Each proxy adds the address that it sees to `X-Forwarded-For`.
    pub(crate) trusted_proxies: usize,
}

/// Puts the [`ClientAddress`] into the request.
pub(crate) async fn find_client(
    State(addresses): State<ClientAddresses>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let address = client_of(peer, forwarded.collect(), addresses.trusted_proxies);
    request.extensions_mut().insert(ClientAddress(address));
    next.run(request).await
}

/// The last address that a proxy of ours has written; the peer's own without one.
fn client_of(peer: IpAddr, forwarded: Vec<&str>, trusted_proxies: usize) -> IpAddr {
    let written = forwarded
        .len()
        .checked_sub(trusted_proxies)
        .filter(|_| trusted_proxies > 0);
    written
        .and_then(|at| forwarded.get(at))
        .and_then(|address| address.trim().parse().ok())
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::client_of;

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        let peer = "10.0.0.1".parse().unwrap();
        let client = |forwarded: &[&str], proxies| client_of(peer, forwarded.to_vec(), proxies).to_string();
        assert_eq!(client(&["6.6.6.6"], 0), "10.0.0.1");
        assert_eq!(client(&["6.6.6.6", "203.0.113.5"], 1), "203.0.113.5");
        assert_eq!(client(&["6.6.6.6", "203.0.113.5", "10.0.0.2"], 2), "203.0.113.5");
        assert_eq!(client(&[], 1), "10.0.0.1");
        assert_eq!(client(&["nonsense"], 1), "10.0.0.1");
        assert_eq!(client(&[" 2001:db8::7 "], 1), "2001:db8::7");
    }
}
