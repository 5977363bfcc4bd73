// Tests of Inventory.
