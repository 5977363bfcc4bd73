// Presents a commit, the index or the working tree as a FileTree.
