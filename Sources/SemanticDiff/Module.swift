// Compares two compiled fleets.
