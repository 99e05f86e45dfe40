#ifndef PRECLEAR_CLIBYAML_SHIM_H
#define PRECLEAR_CLIBYAML_SHIM_H
#include <yaml.h>
#endif
