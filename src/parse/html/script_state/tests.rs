//! Tests of `script_state`.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn long() -> String {
    "Rain fell on the harbour. ".repeat(12)
}

fn of(programs: &[&str]) -> Vec<Value> {
    values(programs)
}

#[test]
fn objects_are_read_where_programs_have_them() {
    let rain = long();
    let plain = json!({"a": {"body": rain}});
    let quoted = serde_json::to_string(&plain.to_string()).unwrap();
    for program in [
        format!("window.X=window.X||{{}};X.y={plain};X.z={{b:1}};(function(){{var s;}}())"),
        format!("var a = /* state */ {{a: {{'body': '{rain}'}}}}; // {{"),
        format!("window.S = JSON.parse({quoted});"),
        format!("window.S = {quoted}"),
        format!("init( 1, {plain} )"),
    ] {
        assert_eq!(of(&[&program]), std::slice::from_ref(&plain), "{program}");
    }
    let coded = plain.to_string().replace('{', "%7B").replace('"', "%22");
    let program = format!("S = JSON.parse(decodeURIComponent(\"{coded}\"))");
    assert_eq!(of(&[&program]), [plain]);
    assert!(of(&["var a = {b: 1};", &format!("f = () => {{ g('{rain}') }}")]).is_empty());
}

#[test]
fn arguments_take_the_places_of_their_names() {
    let rain = long();
    let program = format!(
        "window.N=(function(a,b){{return {{x:a,data:[{{body:b,when:new Date(1,2),note:\"{rain}\\u003C\\u002Fp\"}}]}}}}(true,\"{rain}\"));"
    );
    let note = format!("{rain}</p");
    let expected = json!({"x": true, "data": [{"body": rain, "when": null, "note": note}]});
    assert_eq!(of(&[&program]), [expected]);
}

#[test]
fn parts_that_are_pushed_are_joined() {
    let rain = long();
    let first = format!("f.push([1,\"7:[\\\"a\\\",{{\\\"body\\\":\\\"{rain}\"])");
    let second = "f.push([1,\"end\\\"}]\\n8:T5,Raine9:x\\n\"])";
    let body = format!("{rain}end");
    let expected = json!({"text": [["a", {"body": body}], "Raine"]});
    assert_eq!(of(&[&first, second]), [expected]);
}

proptest! {
    #[test]
    fn any_program_is_read(text in "([={}\\[\\]()\"'`:;,/*\\\\u0-9a-z \n]|return|function|\\PC){0,60}") {
        values(&[&text]);
        values(&[&format!("a={{b:{text}")]);
        rows(&text);
    }
}
