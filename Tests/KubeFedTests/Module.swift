// Tests of KubeFed.
