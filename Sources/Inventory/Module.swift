// The clusters of the fleet.
