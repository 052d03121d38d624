"""What a value IS: Java's strings, numbers, containers and their methods, as a template on a JVM sees them.

Python values stand for Java values as follows; nothing is converted on the way in.

| Python                                  | Java                                                          |
|-----------------------------------------|---------------------------------------------------------------|
| None                                    | null                                                          |
| str                                     | java.lang.String                                              |
| bool                                    | java.lang.Boolean                                             |
| int, by size                            | java.lang.Integer, java.lang.Long, java.math.BigInteger       |
| Long, BigInteger, Short, Byte (of int)  | the same class whatever the size                              |
| float                                   | java.lang.Double                                              |
| Float (of float), BigDecimal            | java.lang.Float, java.math.BigDecimal                         |
| Character (of str)                      | java.lang.Character                                           |
| dict                                    | java.util.LinkedHashMap, the JSON object                      |
| list                                    | net.minidev.json.JSONArray, the JSON array: prints as JSON    |
| ArrayList (of list)                     | java.util.ArrayList, what a list in a template is             |
| ImmutableList, ImmutableMap, -Set       | what List.of(), Map.of(), Set.of(), Stream.toList() give      |
| JavaArray (of list), one class a type   | Object[], String[], char[], byte[], int[]                     |
| HashMap (of dict), HashSet              | java.util.HashMap, HashSet: in the order of their buckets     |
| LinkedHashSet                           | java.util.LinkedHashSet                                       |
| KeySet, Values, EntrySet, Entry         | a map's live views, and their entries                         |
| MapIterator, ListIterator and others    | java.util.Iterator, ListIterator                              |
| Stream, IntStream, Optional             | the same of java.util, without what needs a lambda            |
| JavaClass                               | java.lang.Class                                               |
| JavaError, raised                       | anything thrown                                               |

In a dict, keys other than str, int and None are wrapped (equality.key_of), for Java tells 1, 1L, 1.0 and true apart.
"""
