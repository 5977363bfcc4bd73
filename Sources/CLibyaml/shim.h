#ifndef FLEETFOLD_CLIBYAML_SHIM_H
#define FLEETFOLD_CLIBYAML_SHIM_H

#include <yaml.h>

#endif
