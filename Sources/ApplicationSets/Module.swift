// Expands generators and templates to Applications.
