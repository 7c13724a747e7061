"""Our FEEL beside that of Camunda's modeller: the same expressions, made from the grammar, put to both."""
