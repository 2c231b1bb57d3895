//! Paths of members: names separated by dots; `*` is every item of an array.

use serde_json::Value;

/// Calls `edit` with each object that may hold the last name of the path; the empty path has none.
pub fn visit(value: &mut Value, path: &str, edit: &mut dyn FnMut(&mut Value, &str)) {
    match path.split_once('.') {
        None => edit(value, path),
        Some(("*", rest)) => {
            for item in value.as_array_mut().into_iter().flatten() {
                visit(item, rest, edit);
            }
        }
        Some((name, rest)) => {
            if let Some(inner) = value.get_mut(name) {
                visit(inner, rest, edit);
            }
        }
    }
}

/// Changes each present value at the path, also the whole value at the empty path.
pub fn change(value: &mut Value, path: &str, new: &mut dyn FnMut(&Value) -> Option<Value>) {
    if path.is_empty() {
        if let Some(new) = new(value) {
            *value = new;
        }
        return;
    }
    visit(value, path, &mut |holder, name| {
        if let Some(old) = holder.get_mut(name)
            && let Some(new) = new(old)
        {
            *old = new;
        }
    });
}

/// The first value at a path.
pub fn first<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(value);
    }
    path.split('.').try_fold(value, |value, name| match name {
        "*" => value.get(0),
        name => value.get(name),
    })
}
