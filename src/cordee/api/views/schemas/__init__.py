"""What routes take and give, as pydantic models: the OpenAPI description is made from them."""
