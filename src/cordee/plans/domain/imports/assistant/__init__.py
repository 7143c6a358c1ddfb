"""Reading a document with a service of conversation: what is asked, what is believed of the answer
(docs/calculs/import.md, « Import assisté »)."""
