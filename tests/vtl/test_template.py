"""What a caller can give a template, and what it does with it."""

import datetime
from pathlib import Path

import pytest

from velogate import TemplateRenderError, UsageError
from velogate.vtl.template import Template


def test_an_unknown_dialect_is_refused_with_the_near_name() -> None:
    with pytest.raises(UsageError, match="did you mean 'velocity'"):
        Template("x", dialect="velocty")


@pytest.mark.parametrize("value", [datetime.date(2024, 1, 1), {1, 2}, (1, 2), object(), b"x"])
def test_a_variable_that_no_template_can_use_is_refused_by_name(value: object) -> None:
    with pytest.raises(UsageError, match=f"the variable day is a {type(value).__name__}"):
        Template("$day").merge({"day": value})


def test_a_caller_s_mapping_of_variables_is_not_changed() -> None:
    variables = {"a": 1}
    assert Template("#set($a = 2)#set($b = 3)$a$b").merge(variables) == "23"
    assert variables == {"a": 1}


def test_renderings_do_not_see_each_other() -> None:
    template = Template("$!x#set($x = 'before')#macro(m)$x#end#m()", dialect="velocity")
    assert [template.merge({}), template.merge({})] == ["before", "before"]


def test_parse_and_include_read_the_folder_that_the_caller_names(tmp_path: Path) -> None:
    (tmp_path / "inner.vm").write_text("[$a]#set($a = 2)", encoding="utf-8")
    template = Template("#parse('inner.vm')$a#include('inner.vm')", dialect="velocity", folder=tmp_path)
    assert template.merge({"a": 1}) == "[1]2[$a]#set($a = 2)"


@pytest.mark.parametrize("name", ["../secret.vm", "/etc/hostname", "folder", "missing.vm", "link.vm"])
def test_nothing_outside_the_folder_is_read(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "in"
    (inside / "folder").mkdir(parents=True)
    (tmp_path / "secret.vm").write_text("secret", encoding="utf-8")
    (inside / "link.vm").symlink_to(tmp_path / "secret.vm")
    with pytest.raises(TemplateRenderError, match="there is no template"):
        Template(f"#parse('{name}')", dialect="velocity", folder=inside).merge({})


def test_without_a_folder_there_is_nothing_to_include() -> None:
    with pytest.raises(TemplateRenderError, match="no folder was named"):
        Template("#include('a.vm')", dialect="velocity").merge({})


@pytest.mark.parametrize("directive", ["parse", "include"])
def test_api_gateway_has_neither_parse_nor_include(directive: str) -> None:
    with pytest.raises(TemplateRenderError, match=f"API Gateway has no #{directive}"):
        Template(f"#{directive}('a.vm')").merge({})


def test_an_output_without_end_is_stopped() -> None:
    loops = "".join(f"#foreach($i{n} in [1..200])" for n in range(3))
    template = Template(loops + "x" * 1_000 + "#end" * 3)
    with pytest.raises(TemplateRenderError, match="the output has more than"):
        template.merge({})


def test_the_stages_can_be_shown() -> None:
    stages = Template("Hi $name").stages()
    assert stages["tokens"]() == "1:1 TEXT 'Hi '\n1:4 IDENTIFIER '$name'"
    assert stages["tree"]().splitlines()[:2] == ["Block 0:8", "  Text 0:3 text='Hi ' kind='text'"]
    assert "write(f'Hi {text($name)}')" in stages["python"]()


def test_a_method_that_a_class_lacks_is_null_the_second_time_too() -> None:
    template = Template("[$m.class.concat('')]")
    assert [template.merge({"m": {}}), template.merge({"m": {}})] == ["[]", "[]"]
