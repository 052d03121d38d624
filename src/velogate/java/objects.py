"""The methods of java.lang.Object and java.lang.Class."""

from typing import Any

from velogate.java.classes import BY_NAME, OBJECT, JavaClass, Methods, Package, class_of
from velogate.java.dispatch import refused
from velogate.java.equality import RULES, Rule, hash_code, java_equals
from velogate.java.order import compare
from velogate.java.text import to_string
from velogate.java.throwable import JavaError


def _not_owner(*args: Any) -> Any:
    raise JavaError("java.lang.IllegalMonitorStateException", "current thread is not owner")


def _superclass(cls: JavaClass) -> JavaClass | None:
    return next((each for each in cls.supers if not each.interface), None)


def _package(cls: JavaClass) -> str:
    return "java.lang" if cls.is_array else cls.name.rpartition(".")[0]


def _cast(cls: JavaClass, value: Any) -> Any:
    if value is not None and not class_of(value).extends(cls):
        raise JavaError("java.lang.ClassCastException", f"Cannot cast {class_of(value).name} to {cls.name}")
    return value


def _component(cls: JavaClass) -> JavaClass | None:
    return BY_NAME.get(cls.name[2:-1]) if cls.name.startswith("[L") else None


def _type_name(cls: JavaClass) -> str:
    return cls.name[2:-1] + "[]" if cls.name.startswith("[L") else cls.simple_name if cls.is_array else cls.name


OBJECT_METHODS: Methods = {
    "boolean equals(Object)": java_equals,
    "String toString()": to_string,
    "int hashCode()": hash_code,
    "Class getClass()": class_of,
    "void wait()": _not_owner,
    "void wait(long)": _not_owner,
    "void wait(long, int)": _not_owner,
    "void notify()": _not_owner,
    "void notifyAll()": _not_owner,
}

REFUSED = (
    "static Class forName(String)",
    "static Class forName(String, boolean, ClassLoader)",
    "static Class forName(Module, String)",
    "Object newInstance()",
    "Module getModule()",
    "ClassLoader getClassLoader()",
    "ProtectionDomain getProtectionDomain()",
    "InputStream getResourceAsStream(String)",
    "URL getResource(String)",
    "Method getMethod(String, Class[])",
    "Method[] getMethods()",
    "Method getDeclaredMethod(String, Class[])",
    "Method[] getDeclaredMethods()",
    "Field getField(String)",
    "Field[] getFields()",
    "Field getDeclaredField(String)",
    "Field[] getDeclaredFields()",
    "Constructor getConstructor(Class[])",
    "Constructor[] getConstructors()",
    "Constructor getDeclaredConstructor(Class[])",
    "Constructor[] getDeclaredConstructors()",
    "Class[] getClasses()",
    "Class[] getDeclaredClasses()",
    "Class[] getInterfaces()",
    "Class[] getNestMembers()",
    "Type getGenericSuperclass()",
    "Type[] getGenericInterfaces()",
    "Annotation[] getAnnotations()",
    "Annotation[] getDeclaredAnnotations()",
)
"""Reflection that would reach further than names: it throws a SecurityException."""

CLASS_METHODS: Methods = {
    "String getName()": lambda cls: cls.name,
    "String getSimpleName()": lambda cls: cls.simple_name,
    "String getCanonicalName()": lambda cls: _type_name(cls).replace("$", "."),
    "String getTypeName()": _type_name,
    "String getPackageName()": _package,
    "Package getPackage()": lambda cls: None if cls.is_array else Package(_package(cls)),
    "Class getSuperclass()": _superclass,
    "Class getComponentType()": _component,
    "Class componentType()": _component,
    "boolean isInstance(Object)": lambda cls, value: value is not None and class_of(value).extends(cls),
    "boolean isAssignableFrom(Class)": lambda cls, other: other.extends(cls),
    "boolean isInterface()": lambda cls: cls.interface,
    "boolean isArray()": lambda cls: cls.is_array,
    "boolean isPrimitive()": lambda cls: False,
    "boolean isEnum()": lambda cls: False,
    "boolean isRecord()": lambda cls: False,
    "boolean isAnnotation()": lambda cls: False,
    "boolean isSynthetic()": lambda cls: False,
    "boolean isHidden()": lambda cls: False,
    "boolean isAnonymousClass()": lambda cls: False,
    "boolean isLocalClass()": lambda cls: False,
    "boolean isMemberClass()": lambda cls: "$" in cls.name,
    "Object cast(Object)": _cast,
    "Object[] getEnumConstants()": lambda cls: None,
    "Object[] getSigners()": lambda cls: None,
    **dict.fromkeys(REFUSED, refused),
}

RULES[Package] = Rule(Package.__eq__, lambda package: hash_code(package.name))

METHODS: dict[str, Methods] = {
    OBJECT.name: OBJECT_METHODS,
    "Class": CLASS_METHODS,
    "Package": {"String getName()": lambda package: package.name},
    "Comparable": {"int compareTo(Object)": compare},
}
