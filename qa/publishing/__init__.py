"""Into the editor's hands: summaries as pages, and notes in the files that the articles come from."""
