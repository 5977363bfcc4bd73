// Tests of FileSystem.
