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
"""
