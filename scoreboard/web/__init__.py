"""The pages for fans, account holders and operators, and what serves them."""
