"""Judge notices as news, not as edited clauses.

signs     who must act, what happens, at which stage, to which goods (*.yaml); their phrases name
          lexical fields (fields.yaml) and skip fixed names (names.yaml)
passage   a notice cut into its title and its first sentences, with their signs
triage    act, know or skip, and why
assess    the assessment of a notice: severity, topics, dates, reasons
"""
