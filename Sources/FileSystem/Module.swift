// Reads and writes folders of the file system.
