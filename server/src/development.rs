//! The sandbox inside the process: a bank that takes no real money and devices that are no real ESP32s. Development
//! only; the configuration refuses it in production, and a build without the feature `sandbox` does not contain it.

use crate::config::Config;
use domain::id::DeviceId;
use engine::{Demo, Engine, bank::BankConfig};
use sandbox::{
    SandboxError,
    bank::{Bank, BankOptions},
    device::{Device, DeviceOptions},
};
use std::net::SocketAddr;

/// What runs besides the product.
#[derive(Debug)]
pub(crate) struct Sandbox {
    bank: Option<Bank>,
    devices: Vec<Device>,
}

pub(crate) async fn start_bank(addr: SocketAddr) -> Result<(BankConfig, Bank), SandboxError> {
    let bank = Bank::start(BankOptions {
        addr,
        ..BankOptions::default()
    })
    .await?;
    let config = BankConfig {
        api_url: bank.url(),
        token: bank.token().to_owned().into(),
    };
    Ok((config, bank))
}

impl Sandbox {
    /// Where the configuration asks for it, every ortomat gets a simulated device.
    pub(crate) async fn start(
        config: &Config,
        engine: &Engine,
        addr: SocketAddr,
        bank: Option<Bank>,
    ) -> Result<Option<Self>, crate::serve::StartError> {
        let devices = if config.simulate_devices {
            simulate_devices(engine, addr).await?
        } else {
            Vec::new()
        };
        Ok((bank.is_some() || !devices.is_empty()).then_some(Self { bank, devices }))
    }

    pub(crate) fn stop(self) {
        for device in &self.devices {
            device.stop();
        }
        if let Some(bank) = self.bank {
            bank.shutdown();
        }
    }
}

/// Beside the sandbox bank an empty database is filled with the demo.
pub(crate) async fn fill_demo(engine: &Engine) -> Result<(), engine::Error> {
    if let Some(demo) = engine.fill_demo().await? {
        crate::cli::show_demo(&demo);
    }
    Ok(())
}

/// Each start gives the simulated devices new secrets; the demo's printed ones are for whoever connects by hand.
async fn simulate_devices(engine: &Engine, addr: SocketAddr) -> Result<Vec<Device>, crate::serve::StartError> {
    let mut devices = Vec::new();
    for ortomat in engine.ortomats().await? {
        let Some(id) = simulated(&ortomat.id) else { continue };
        let token = engine.provision_simulated_device(&ortomat.id, &id).await?;
        let options = DeviceOptions::new(format!("ws://{addr}/ws"), id.as_str(), token.expose());
        devices.push(Device::start(options)?);
    }
    Ok(devices)
}

fn simulated(ortomat: &domain::id::OrtomatId) -> Option<DeviceId> {
    Demo::device_id(ortomat.as_str()).ok()
}
