"""The loader of YAML files."""

from typing import Any

import yaml

# Use libyaml if PyYAML was built with it: ten times faster, same results.
YamlLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
