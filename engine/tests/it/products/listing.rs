//! The list of products.

use super::*;
use domain::staff::people::Listing;
use engine::products::{ProductRow, ProductSort};

fn names(listing: &Listing<ProductRow>) -> Vec<&str> {
    listing.items.iter().map(|row| row.product.name.as_str()).collect()
}

async fn list(world: &World, by: &Actor, search: &str, sort: ProductSort, page: u64) -> Listing<ProductRow> {
    let search = search.to_owned();
    world
        .engine
        .list_products(by, &ProductQuery { search, sort, page })
        .await
        .unwrap()
}

on_both_databases! {
    async fn products_are_searched_sorted_counted_and_cut_into_pages(world: World) {
        let olena = admin(&world).await;
        for (name, sku, price) in [("Їжачок масажний", "MASS-1", 9_900), ("Гольфи", "SOCK-1", 45_000), ("Ґудзик", "BUTT-1", 500)] {
            world.pass(1);
            let form = ProductForm { price: Money::from_kopiykas(price), color: Some("Бежевий".to_owned()), ..form(name, sku) };
            world.engine.add_product(&olena, &form).await.unwrap();
        }
        let all = list(&world, &olena, "", ProductSort::Name, 1).await;
        assert_eq!(names(&all), ["Гольфи", "Ґудзик", "Їжачок масажний", "Ортез на коліно"]);
        assert_eq!(names(&list(&world, &olena, "", ProductSort::Newest, 1).await)[0], "Ґудзик");
        assert_eq!(names(&list(&world, &olena, "", ProductSort::Price, 1).await), ["Ґудзик", "Їжачок масажний", "Гольфи", "Ортез на коліно"]);
        for (search, expected) in [("їжач", "Їжачок масажний"), ("sock-1", "Гольфи"), ("беж ґуд", "Ґудзик")] {
            assert_eq!(names(&list(&world, &olena, search, ProductSort::Name, 1).await), [expected], "{search}");
        }
        assert_eq!(list(&world, &olena, "милиця", ProductSort::Name, 1).await.total, 0);
        execute(&world, "UPDATE cells SET filled = FALSE WHERE number = 2").await;
        let row = list(&world, &olena, "ортез", ProductSort::Name, 1).await.items.pop().unwrap();
        assert_eq!((row.cells_assigned, row.filled, row.version), (3, 2, 0));
        let places = world.engine.product_places(&olena, &knee()).await.unwrap();
        let [place] = places.as_slice() else { panic!("{places:?}") };
        let cells: Vec<(i32, bool)> = place.cells.iter().map(|(number, filled)| (number.get(), *filled)).collect();
        assert_eq!((place.ortomat.as_str(), cells), (ORTOMAT, vec![(1, true), (2, false), (3, true)]));
        for number in 10..34 {
            world.engine.add_product(&olena, &form("Бинт", &format!("BAND-{number}"))).await.unwrap();
        }
        let second = list(&world, &olena, "", ProductSort::Name, 2).await;
        assert_eq!((second.total, second.pages, names(&second)), (28, 2, vec!["Ґудзик", "Їжачок масажний", "Ортез на коліно"]));
    }
}
