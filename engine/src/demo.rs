//! Something to look at for a newcomer: two ortomats, six products, a doctor with a code, staff with fresh passwords.

use crate::{
    Engine,
    devices::DeviceToken,
    entity::{cell, courier_ortomat, doctor_ortomat, ortomat, product, user},
    error::Error,
    rows::word,
    staff::{NewStaff, make_password},
};
use domain::{
    id::{DeviceId, OrtomatId, UserId},
    ortomat::OrtomatStatus,
    staff::{PersonName, Role},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait};

/// What was made, with the secrets that can be shown this once.
#[derive(Debug)]
pub struct Demo {
    pub staff: Vec<DemoAccount>,
    pub devices: Vec<DemoDevice>,
    pub referral: String,
}

#[derive(Debug)]
pub struct DemoAccount {
    pub role: Role,
    pub email: String,
    pub password: String,
}

#[derive(Debug)]
pub struct DemoDevice {
    pub ortomat: OrtomatId,
    pub device: DeviceId,
    pub token: DeviceToken,
}

struct DemoProduct {
    id: &'static str,
    sku: &'static str,
    name: &'static str,
    size: &'static str,
    /// Kopiykas.
    price: i64,
    image: &'static str,
    description: &'static str,
    material: &'static str,
    color: &'static str,
    kind: &'static str,
    points: i64,
}

const PRODUCTS: [DemoProduct; 6] = [
    DemoProduct {
        id: "demo-compression-socks",
        sku: "COMP-SOCK-001",
        name: "Компресійні гольфи",
        size: "M",
        price: 45_000,
        image: "/demo/compression-socks.svg",
        description: "<p>Гольфи другого класу компресії для щоденного носіння. Знімають втому та важкість у ногах.</p><ul><li>дихаюча тканина</li><li>посилена п'ята і носок</li></ul>",
        material: "Поліамід 72 %, еластан 28 %",
        color: "Бежевий",
        kind: "Компресійний трикотаж",
        points: 20,
    },
    DemoProduct {
        id: "demo-pregnancy-band",
        sku: "PREG-BAND-001",
        name: "Бандаж для вагітних",
        size: "Uni",
        price: 65_000,
        image: "/demo/pregnancy-band.svg",
        description: "<p>Підтримує живіт і розвантажує спину з другого триместру. Ширина регулюється липучками.</p>",
        material: "Бавовна, еластан",
        color: "Білий",
        kind: "Бандаж",
        points: 30,
    },
    DemoProduct {
        id: "demo-postnatal-band",
        sku: "POST-BAND-001",
        name: "Бандаж післяпологовий",
        size: "L",
        price: 85_050,
        image: "/demo/postnatal-band.svg",
        description: "<p>Допомагає м'язам живота відновитися після пологів та операцій.</p>",
        material: "Поліамід, еластан",
        color: "Тілесний",
        kind: "Бандаж",
        points: 40,
    },
    DemoProduct {
        id: "demo-elastic-bandage",
        sku: "ELAS-BAND-001",
        name: "Еластичний бинт 10 см × 3 м",
        size: "Uni",
        price: 12_000,
        image: "/demo/elastic-bandage.svg",
        description: "<p>Середня розтяжність, дві кліпси в комплекті. Для фіксації суглобів і пов'язок.</p>",
        material: "Бавовна, латекс",
        color: "Білий",
        kind: "Бинт",
        points: 5,
    },
    DemoProduct {
        id: "demo-knee-brace",
        sku: "KNEE-BRAC-001",
        name: "Ортез на коліно з силіконовим кільцем",
        size: "L",
        price: 125_050,
        image: "/demo/knee-brace.svg",
        description: "<p>Стабілізує коліно після розтягнень. Кільце утримує надколінок на місці, бічні пружини не дають ортезу сповзати.</p>",
        material: "Неопрен, силікон",
        color: "Сірий",
        kind: "Ортез",
        points: 60,
    },
    DemoProduct {
        id: "demo-wrist-brace",
        sku: "WRIS-BRAC-001",
        name: "Бандаж на зап'ястя",
        size: "S",
        price: 35_000,
        image: "/demo/wrist-brace.svg",
        description: "<p>М'яка фіксація зап'ястя під час роботи й занять спортом. Підходить для обох рук.</p>",
        material: "Неопрен",
        color: "Чорний",
        kind: "Бандаж",
        points: 15,
    },
];

struct DemoOrtomat {
    id: &'static str,
    name: &'static str,
    address: &'static str,
    city: &'static str,
    cells: i32,
}

const ORTOMATS: [DemoOrtomat; 2] = [
    DemoOrtomat {
        id: "ortomat-1",
        name: "Ортомат №1",
        address: "вул. Хрещатик, 22, хол поліклініки",
        city: "Київ",
        cells: 37,
    },
    DemoOrtomat {
        id: "ortomat-3",
        name: "Ортомат №3",
        address: "вул. Київська, 77, 1 поверх",
        city: "Житомир",
        cells: 8,
    },
];

impl Engine {
    /// Fills an empty database; `None` when there is something in it already, which then stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fill_demo(&self) -> Result<Option<Demo>, Error> {
        let db = self.database.read();
        if ortomat::Entity::find().count(db).await? > 0 || user::Entity::find().count(db).await? > 0 {
            return Ok(None);
        }
        self.fill_shelves().await?;
        let mut demo = Demo {
            staff: Vec::new(),
            devices: Vec::new(),
            referral: "DOC001".to_owned(),
        };
        for (role, email, first_name, last_name) in [
            (Role::Admin, "admin@ortomat.example", "Олена", "Коваль"),
            (Role::Doctor, "doctor@ortomat.example", "Ірина", "Мельник"),
            (Role::Courier, "courier@ortomat.example", "Андрій", "Шевчук"),
        ] {
            let (account, id) = self.add_demo_account(role, email, first_name, last_name).await?;
            self.give_place(role, &id, &demo.referral).await?;
            demo.staff.push(account);
        }
        for ortomat in &ORTOMATS {
            let id: OrtomatId = word(ortomat.id, "ortomats.id", ortomat.id)?;
            let device = Demo::device_id(ortomat.id)?;
            let token = DeviceToken::random();
            self.add_device(&id, &device, &token).await?;
            demo.devices.push(DemoDevice {
                ortomat: id,
                device,
                token,
            });
        }
        Ok(Some(demo))
    }

    async fn fill_shelves(&self) -> Result<(), Error> {
        let now = self.now().millis();
        let txn = self.database.write().await?;
        product::Entity::insert_many(
            PRODUCTS
                .iter()
                .map(|product| product.row(now).into_active_model().reset_all()),
        )
        .exec_without_returning(txn.db())
        .await?;
        for ortomat in &ORTOMATS {
            ortomat::Entity::insert(ortomat.row(now).into_active_model().reset_all())
                .exec_without_returning(txn.db())
                .await?;
            cell::Entity::insert_many(
                (1..=ortomat.cells).map(|number| ortomat.cell(number, now).into_active_model().reset_all()),
            )
            .exec_without_returning(txn.db())
            .await?;
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }

    async fn add_demo_account(
        &self,
        role: Role,
        email: &str,
        first: &str,
        last: &str,
    ) -> Result<(DemoAccount, UserId), Error> {
        let password = make_password();
        let account = DemoAccount {
            role,
            email: email.to_owned(),
            password: password.clone(),
        };
        let id = self
            .add_staff(NewStaff {
                role,
                email: word(email, "users.email", email)?,
                name: PersonName {
                    last: last.to_owned(),
                    first: first.to_owned(),
                    middle: None,
                },
                password: password.into(),
            })
            .await?;
        Ok((account, id))
    }

    /// The doctor gets a code at the first ortomat, the courier gets both.
    async fn give_place(&self, role: Role, id: &UserId, referral: &str) -> Result<(), Error> {
        let now = self.now().millis();
        let txn = self.database.write().await?;
        match role {
            Role::Admin => {}
            Role::Doctor => {
                let link = doctor_ortomat::Model {
                    id: crate::ids::random_uuid(),
                    doctor_id: id.to_string(),
                    ortomat_id: "ortomat-1".to_owned(),
                    referral_code: referral.to_owned(),
                    total_points: 0,
                    total_sales: 0,
                    created_at: now,
                    ended_at: None,
                };
                doctor_ortomat::Entity::insert(link.into_active_model().reset_all())
                    .exec_without_returning(txn.db())
                    .await?;
            }
            Role::Courier => {
                let links = ORTOMATS.iter().map(|ortomat| {
                    courier_ortomat::Model {
                        id: crate::ids::random_uuid(),
                        courier_id: id.to_string(),
                        ortomat_id: ortomat.id.to_owned(),
                        status: "active".to_owned(),
                        created_at: now,
                        updated_at: now,
                    }
                    .into_active_model()
                    .reset_all()
                });
                courier_ortomat::Entity::insert_many(links)
                    .exec_without_returning(txn.db())
                    .await?;
            }
        }
        txn.commit(&self.wakeups).await?;
        Ok(())
    }
}

impl Demo {
    /// The id of an ortomat's demo device, which the simulator plays.
    ///
    /// # Errors
    /// When the ortomat's id is too long for that.
    pub fn device_id(ortomat: &str) -> Result<DeviceId, Error> {
        word(&format!("demo-{ortomat}"), "devices.id", ortomat)
    }
}

impl DemoProduct {
    fn row(&self, now: i64) -> product::Model {
        product::Model {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            sku: self.sku.to_owned(),
            description: Some(self.description.to_owned()),
            size: self.size.to_owned(),
            price: self.price,
            main_image: Some(self.image.to_owned()),
            images: "[]".to_owned(),
            image_url: None,
            color: Some(self.color.to_owned()),
            material: Some(self.material.to_owned()),
            manufacturer: Some("Ортомат Демо".to_owned()),
            country: Some("Україна".to_owned()),
            kind: Some(self.kind.to_owned()),
            size_chart_url: None,
            video_url: None,
            terms_and_conditions: None,
            attributes: None,
            referral_points: self.points,
            version: 0,
            created_at: now,
            updated_at: now,
        }
    }
}

impl DemoOrtomat {
    fn row(&self, now: i64) -> ortomat::Model {
        ortomat::Model {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            address: self.address.to_owned(),
            city: Some(self.city.to_owned()),
            total_cells: self.cells,
            status: OrtomatStatus::Active.to_string(),
            sells_offline: false,
            version: 0,
            created_at: now,
            updated_at: now,
        }
    }

    /// Most cells are green, every seventh is blue, the last one is grey.
    fn cell(&self, number: i32, now: i64) -> cell::Model {
        let index = usize::try_from(number - 1).unwrap_or(0);
        let product = PRODUCTS.iter().cycle().nth(index).filter(|_| number < self.cells);
        let filled = product.is_some() && number % 7 != 0;
        cell::Model {
            id: format!("{}-cell-{number}", self.id),
            ortomat_id: self.id.to_owned(),
            number,
            product_id: product.map(|product| product.id.to_owned()),
            filled,
            blocked_reason: None,
            last_refill_at: filled.then_some(now),
            courier_id: None,
            created_at: now,
            updated_at: now,
        }
    }
}
