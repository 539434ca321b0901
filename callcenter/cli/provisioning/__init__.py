"""The verbs over the operators' files: validate, plan, apply, export, explain, and the edge."""
