// Tests of Karmada.
