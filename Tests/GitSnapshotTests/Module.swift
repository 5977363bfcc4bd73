// Tests of GitSnapshot.
