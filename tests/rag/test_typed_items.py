from rag.typed_items import as_typed, items_of, strings_of


def test_items_are_read_as_people_type_them():
    assert items_of(" 4月/四月；5月; ／ 五月／") == [["4月", "四月"], ["5月"], ["五月"]]
    assert items_of("；/ ") == []
    assert strings_of("2019年; 东塔；") == ["2019年", "东塔"]
    assert strings_of("a.txt\n\n b.txt", "\n") == ["a.txt", "b.txt"]
    assert as_typed([["4月", "四月"], ["5月"]]) == "4月/四月；5月"
